/** Where **Run | Debug** stand: above each function that a file creates. */
import type { Snapshot, Span } from "../../../shared/analysis/model.ts";

export interface FunctionLens {
  readonly span: Span;
  /** undefined where the id cannot be read from the text; the runtime then asks which function is meant. */
  readonly functionId: string | undefined;
}

export function findLenses(snapshot: Snapshot, path: string): FunctionLens[] {
  const functions = snapshot.file(path)?.functions ?? [];
  return functions.filter((fn) => fn.path === path).map(({ id, calleeSpan }) => ({ span: calleeSpan, functionId: id.kind === "known" ? id.value : undefined }));
}
