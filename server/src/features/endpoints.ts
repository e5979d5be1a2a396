/** Durable endpoints of a file, by the names under which they are run. */
import type { FileModel, FunctionModel } from "../../../shared/analysis/model.ts";
import { endpointName } from "../../../shared/inngest/endpoint-name.ts";
import { LineMap } from "../line-map.ts";

export function findEndpoints({ text, endpoints = [] }: FileModel): readonly { readonly name: string; readonly fn: FunctionModel }[] {
  if (endpoints.length === 0) return [];
  const lines = new LineMap(text);
  return endpoints.map((fn) => ({ name: endpointName(lines.positionAt(fn.calleeSpan.end).line + 1), fn }));
}
