/** Events that wait together, for `debounce` and `batchEvents`. */
import type { InngestEvent, RunCause } from "../model.ts";

export interface Arrival {
  readonly event: InngestEvent;
  readonly internalId: string;
  readonly cause: RunCause;
}

export interface Group {
  /** When the function starts, unless more arrives. Milliseconds since the epoch. */
  readonly dueAt: number;
  readonly firstAt: number;
  /** In the order in which they arrived. */
  readonly arrivals: readonly Arrival[];
}

/** By the value of `key`. */
export type Groups = ReadonlyMap<string, Group>;

export function withGroup(groups: Groups, key: string, group: Group): Groups {
  return new Map([...groups, [key, group]]);
}

export function withoutGroup(groups: Groups, key: string): Groups {
  return new Map([...groups].filter(([each]) => each !== key));
}

/** As if these events had never been sent; a group without events is gone. */
export function forgetArrivals(groups: Groups, internalIds: ReadonlySet<string>): Groups {
  return new Map([...groups].flatMap(([key, group]) => {
    const arrivals = group.arrivals.filter(({ internalId }) => !internalIds.has(internalId));
    return arrivals.length === 0 ? [] : [[key, arrivals.length === group.arrivals.length ? group : { ...group, arrivals }] as const];
  }));
}
