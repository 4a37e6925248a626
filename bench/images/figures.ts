/** What a part of the benchmark found, by name. */
export type Figures = Record<string, number>;

/** How often each part measures; the rounds before that only warm up. */
export const rounds = 5;

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The median of the ratios of each round, which had the same neighbours on the machine. */
export function ratio(ones: readonly number[], others: readonly number[]): number {
  return median(ones.map((one, round) => one / (others[round] ?? Number.NaN)));
}
