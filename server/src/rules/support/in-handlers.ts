/** What handlers do outside of their steps, by the file in which it is written. */
import type { FileModel, FunctionModel, Location, Snapshot } from "../../../../shared/analysis/model.ts";

/** Facts of one kind that lie in a file, of its own functions and of others that lead there; each place once. */
export function findInHandlers<T extends { readonly location: Location }>(file: FileModel, snapshot: Snapshot, pick: (fn: FunctionModel) => readonly T[] | undefined): T[] {
  const found = new Map<number, T>();
  for (const fact of [...file.functions, ...file.endpoints ?? [], ...snapshot.functionsReaching(file.path)].flatMap((fn) => pick(fn) ?? [])) {
    if (fact.location.path === file.path && !found.has(fact.location.span.start)) found.set(fact.location.span.start, fact);
  }
  return [...found.values()];
}
