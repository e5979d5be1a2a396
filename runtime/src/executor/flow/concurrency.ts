/** `concurrency`: how many calls may be under way at once. A run that sleeps or waits takes no place. */
export interface Slot {
  /** What the calls are counted by: function or scope, and the value of the key. */
  readonly key: string;
  readonly limit: number;
}

export interface Demand {
  /** Unique to the call. */
  readonly id: string;
  readonly slots: readonly Slot[];
  /** Lower goes first; equals in the order in which they asked. */
  readonly rank: number;
}

export interface Places {
  readonly held: readonly Demand[];
  /** In the order in which they will be served. */
  readonly waiting: readonly Demand[];
}

export const noPlaces: Places = { held: [], waiting: [] };

export type PlaceDecision = { readonly kind: "granted" } | { readonly kind: "waits"; readonly for: Slot };

function findFull({ held }: Places, { slots }: Demand): Slot | undefined {
  return slots.find(({ key, limit }) => held.filter((demand) => demand.slots.some((slot) => slot.key === key)).length >= limit);
}

/** A place where each of the limits has one, else a place in the queue. */
export function askPlace(places: Places, demand: Demand): { readonly places: Places; readonly decision: PlaceDecision } {
  const full = findFull(places, demand);
  if (full === undefined) return { places: { ...places, held: [...places.held, demand] }, decision: { kind: "granted" } };
  const behind = places.waiting.findIndex(({ rank }) => rank > demand.rank);
  const waiting = places.waiting.toSpliced(behind < 0 ? places.waiting.length : behind, 0, demand);
  return { places: { ...places, waiting }, decision: { kind: "waits", for: full } };
}

/** Gives up a place, held or in the queue; `granted` are those whose turn it is now. */
export function leavePlace(places: Places, id: string): { readonly places: Places; readonly granted: readonly Demand[] } {
  let next: Places = { held: places.held.filter((demand) => demand.id !== id), waiting: places.waiting.filter((demand) => demand.id !== id) };
  const granted: Demand[] = [];
  for (const demand of next.waiting) {
    if (findFull(next, demand) !== undefined) continue;
    next = { held: [...next.held, demand], waiting: next.waiting.filter((other) => other !== demand) };
    granted.push(demand);
  }
  return { places: next, granted };
}
