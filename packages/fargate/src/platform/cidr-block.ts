/** An IPv4 range. */
export interface CidrBlock {
  /** The first address as a number. */
  first: number;
  /** Length of the prefix, 0 to 32. */
  mask: number;
}

/** RFC 1918: the ranges that no one on the internet has. https://datatracker.ietf.org/doc/html/rfc1918#section-3 */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(parseCidrBlock);

/** Reads `10.0.0.0/16`; undefined where it is no range or does not start at its first address. */
export function parseCidrBlock(text: string): CidrBlock | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [mask = 33, ...octets] = [parts.at(-1), ...parts.slice(0, 4)];
  if (mask > 32 || octets.some((octet) => octet > 255)) return undefined;
  const first = octets.reduce((address, octet) => address * 256 + octet, 0);
  return first % 2 ** (32 - mask) === 0 ? { first, mask } : undefined;
}

/** Whether the whole range is private by RFC 1918. */
export function isPrivate({ first, mask }: CidrBlock): boolean {
  return privateRanges.some(
    (range) =>
      range !== undefined &&
      mask >= range.mask &&
      first >= range.first &&
      first < range.first + 2 ** (32 - range.mask),
  );
}
