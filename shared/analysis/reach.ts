/** Which functions lead into a file that is not their own: by helpers they call, or by handlers written there. */
import type { FunctionModel, Snapshot } from "./model.ts";

const reached = new WeakMap<FunctionModel, readonly string[]>();
const byPathReached = new WeakMap<readonly FunctionModel[], ReadonlyMap<string, readonly FunctionModel[]>>();

/**
 * Functions of other files some of whose steps, sends or other doings are written in a file. Few are, so they are
 * grouped once for each list of functions: every rule asks, for every file and at every key.
 */
export function functionsReaching(path: string, snapshot: Snapshot): readonly FunctionModel[] {
  const functions = snapshot.functions();
  let byPath = byPathReached.get(functions);
  if (!byPath) byPathReached.set(functions, byPath = groupByReach(functions));
  return byPath.get(path) ?? [];
}

function groupByReach(functions: readonly FunctionModel[]): Map<string, FunctionModel[]> {
  const byPath = new Map<string, FunctionModel[]>();
  for (const fn of functions) {
    for (const path of reachOf(fn)) {
      const reaching = byPath.get(path);
      if (reaching) reaching.push(fn);
      else byPath.set(path, [fn]);
    }
  }
  return byPath;
}

/** Files other than its own in which something of a function is written. */
function reachOf(fn: FunctionModel): readonly string[] {
  const known = reached.get(fn);
  if (known) return known;
  const paths = new Set<string>();
  for (const steps of [fn.steps, fn.failureSteps]) for (const { call } of steps) paths.add(call.path);
  for (const facts of [fn.handlerSends, fn.unsteady, fn.sideEffects, fn.swallowed]) for (const { location } of facts ?? []) paths.add(location.path);
  paths.delete(fn.path);
  const found = [...paths];
  reached.set(fn, found);
  return found;
}
