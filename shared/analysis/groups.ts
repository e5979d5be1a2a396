/** What files say about each of many keys, such as functions by id. After an edit only the keys of that file are gathered again. */
const NONE: readonly never[] = [];

export class Groups<T> {
  /** For each key the files that say something of it, with what they say. */
  readonly #files = new Map<string, Map<string, readonly T[]>>();
  readonly #keysOf = new Map<string, readonly string[]>();
  readonly #gathered = new Map<string, readonly T[]>();
  #keys: readonly string[] | undefined;

  /** @param items What one file says now, in source order; in place of all that it said before. */
  replace(path: string, items: readonly T[], keysOf: (item: T) => Iterable<string>): void {
    const before = this.#keysOf.get(path);
    if (items.length === 0 && !before) return;
    for (const key of before ?? []) this.#remove(key, path);
    const byKey = new Map<string, T[]>();
    for (const item of items) {
      for (const key of keysOf(item)) {
        const group = byKey.get(key);
        if (group) group.push(item);
        else byKey.set(key, [item]);
      }
    }
    for (const [key, group] of byKey) this.#add(key, path, group);
    for (const key of before ?? []) if (!byKey.has(key)) this.#forgetEmpty(key);
    if (byKey.size > 0) this.#keysOf.set(path, [...byKey.keys()]);
    else this.#keysOf.delete(path);
  }

  /** In the order of paths. It is the same list until what is said of the key changes. */
  get(key: string): readonly T[] {
    const ready = this.#gathered.get(key);
    if (ready) return ready;
    const files = this.#files.get(key);
    if (!files) return NONE;
    const gathered = [...files.keys()].sort().flatMap((path) => files.get(path) ?? NONE);
    this.#gathered.set(key, gathered);
    return gathered;
  }

  /** Sorted. It is the same list until a key comes or goes. */
  keys(): readonly string[] {
    return this.#keys ??= [...this.#files.keys()].sort();
  }

  #add(key: string, path: string, group: readonly T[]): void {
    let files = this.#files.get(key);
    if (!files) {
      this.#files.set(key, files = new Map());
      this.#keys = undefined;
    }
    files.set(path, group);
    this.#gathered.delete(key);
  }

  #remove(key: string, path: string): void {
    this.#files.get(key)?.delete(path);
    this.#gathered.delete(key);
  }

  #forgetEmpty(key: string): void {
    if (this.#files.get(key)?.size !== 0) return;
    this.#files.delete(key);
    this.#keys = undefined;
  }
}
