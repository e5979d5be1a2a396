/** `createFunction` inside of a wrapper: each call of the wrapper is a function, and it is none by itself. */
import type { FunctionModel, Snapshot } from "../../../shared/analysis/model.ts";

const known = new WeakMap<readonly FunctionModel[], ReadonlySet<string>>();

/** Without those that only the calls of a wrapper make. Asks for the whole workspace only where an id is not known. */
export function withoutWrapped(snapshot: Snapshot, functions: readonly FunctionModel[]): FunctionModel[] {
  return functions.filter((fn) => fn.id.kind === "known" || fn.wrapped !== undefined || !wrappedIn(snapshot).has(`${fn.path}:${String(fn.span.start)}`));
}

function wrappedIn(snapshot: Snapshot): ReadonlySet<string> {
  const functions = snapshot.functions();
  let places = known.get(functions);
  if (!places) known.set(functions, places = new Set(functions.flatMap(({ wrapped }) => (wrapped ? [`${wrapped.path}:${String(wrapped.span.start)}`] : []))));
  return places;
}
