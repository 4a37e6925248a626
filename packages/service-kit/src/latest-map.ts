/** A map of the entries set last: beyond its size, the one that was set longest ago goes. */
export class LatestMap<Key, Value> extends Map<Key, Value> {
  readonly #size: number;

  constructor(size: number) {
    super();
    this.#size = size;
  }

  override set(key: Key, value: Value): this {
    // Entered anew, so that the first key is always the oldest.
    this.delete(key);
    super.set(key, value);
    const [oldest] = this.keys();
    if (this.size > this.#size && oldest !== undefined) this.delete(oldest);
    return this;
  }
}
