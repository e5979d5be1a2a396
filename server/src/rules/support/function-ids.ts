import type { Snapshot } from "../../../../shared/analysis/model.ts";

/** By the list that they come from, which stays the same until an id comes or goes. */
const known = new WeakMap<readonly string[], ReadonlySet<string>>();

/** The ids of all functions: asked for one by one, each would be a question that a file's findings hang on. */
export function takenFunctionIds(snapshot: Snapshot): ReadonlySet<string> {
  const ids = snapshot.functionIds();
  const taken = known.get(ids) ?? new Set(ids);
  known.set(ids, taken);
  return taken;
}
