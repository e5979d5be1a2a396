/** Values of flow control by key, each until it matters no longer: in the journal, and given back to a later session. */
import type { KeptValue } from "../journal.ts";
import type { JsonValue } from "../model.ts";

export interface KeptMap<T> {
  get(key: string): T | undefined;
  /** `until` is the moment after which it does not matter; milliseconds since the epoch. */
  set(key: string, value: T, until: number, now: number): void;
  delete(key: string): void;
  entries(): Iterable<readonly [string, T]>;
}

interface Kept<T> {
  readonly value: T;
  readonly until: number;
}

export interface KeptMapOptions {
  readonly part: string;
  /** Values of every part. */
  readonly restored: readonly KeptValue[];
  keep(value: KeptValue): void;
}

export function createKeptMap<T>({ part, restored, keep }: KeptMapOptions): KeptMap<T> {
  /** In the order in which they were set. */
  const values = new Map<string, Kept<T>>();
  const known = restored.filter((each) => each.part === part).map(({ key, value }) => [key, value as unknown as Kept<T>] as const);
  for (const [key, value] of known.toSorted(([, a], [, b]) => a.until - b.until)) values.set(key, value);

  const remove = (key: string): void => { if (values.delete(key)) keep({ part, key, value: undefined }); };
  const dropOld = (now: number): void => {
    for (const [key, { until }] of values) {
      if (until >= now) break;
      remove(key);
    }
  };

  return {
    get: (key) => values.get(key)?.value,
    set: (key, value, until, now) => {
      dropOld(now);
      values.delete(key);
      values.set(key, { value, until });
      keep({ part, key, value: { value, until } as unknown as JsonValue });
    },
    delete: remove,
    entries: function* entries() { for (const [key, { value }] of values) yield [key, value] as const; },
  };
}
