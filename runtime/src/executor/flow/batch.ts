/** `batchEvents`: the function starts with many events, when there are enough or the first has waited long enough. */
import { withGroup, withoutGroup, type Arrival, type Group, type Groups } from "./arrivals.ts";
import type { Batching } from "./options.ts";

export type BatchDecision =
  | { readonly kind: "full"; readonly arrivals: readonly Arrival[] }
  | { readonly kind: "collects"; readonly group: Group };

export function joinBatch(groups: Groups, key: string, arrival: Arrival, { maxSize, timeoutMs }: Batching, now: number): { readonly groups: Groups; readonly decision: BatchDecision } {
  const known = groups.get(key);
  const group: Group = { firstAt: known?.firstAt ?? now, dueAt: known?.dueAt ?? now + timeoutMs, arrivals: [...known?.arrivals ?? [], arrival] };
  if (group.arrivals.length >= maxSize) return { groups: withoutGroup(groups, key), decision: { kind: "full", arrivals: group.arrivals } };
  return { groups: withGroup(groups, key, group), decision: { kind: "collects", group } };
}
