/** `debounce`: the function starts once its events pause, with the last of them. */
import { withGroup, type Arrival, type Group, type Groups } from "./arrivals.ts";
import type { Debounce } from "./options.ts";

/** Each event moves the start, at most to `timeout` after the first. */
export function joinDebounce(groups: Groups, key: string, arrival: Arrival, { periodMs, timeoutMs }: Debounce, now: number): { readonly groups: Groups; readonly group: Group } {
  const { firstAt = now, arrivals = [] } = groups.get(key) ?? {};
  const group: Group = { firstAt, dueAt: Math.min(now + periodMs, firstAt + (timeoutMs ?? Infinity)), arrivals: [...arrivals, arrival] };
  return { groups: withGroup(groups, key, group), group };
}
