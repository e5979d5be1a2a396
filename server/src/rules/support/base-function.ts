/** A function as it was at the base. */
import type { FunctionModel, Snapshot } from "../../../../shared/analysis/model.ts";
import { knownText } from "./steps.ts";

/** The function of the same id: the one in the same file, or else the only one there is. */
export function findAtBase(fn: FunctionModel, snapshot: Snapshot, base: Snapshot): FunctionModel | undefined {
  const id = knownText(fn.id);
  if (id === undefined) return undefined;
  const [now, old] = [snapshot, base].map(({ functions }) => functions().filter((other) => knownText(other.id) === id));
  const isHere = ({ path }: FunctionModel): boolean => path === fn.path;
  const beside = old?.filter(isHere) ?? [];
  if (beside.length > 0) return beside.length === 1 && now?.filter(isHere).length === 1 ? beside[0] : undefined;
  return now?.length === 1 && old?.length === 1 ? old[0] : undefined;
}

/** Whether the handler gives its step tools to more callees than before: the steps may have moved to where they cannot be read. */
export function handsOnTools(old: FunctionModel, fn: FunctionModel, base: Snapshot, snapshot: Snapshot): boolean {
  const before = countHandedOn(old, base);
  const after = countHandedOn(fn, snapshot);
  return before === undefined || after === undefined || after > before;
}

/** Mentions of the tools, or of what holds them, that are neither called nor looked into. */
function countHandedOn({ handler, steps, path }: FunctionModel, snapshot: Snapshot): number | undefined {
  const text = handler && snapshot.file(handler.path)?.text.slice(handler.span.start, handler.span.end);
  if (text === undefined) return undefined;
  const holders = new Set(["step", "ctx", "context", "args", "arguments", "this", ...steps.filter(({ call }) => call.path === path).map(({ call }) => call.receiver.split(".")[0] ?? "")]);
  const code = text.replaceAll(/(?<!:)\/\/.*|\/\*[\s\S]*?\*\//g, "");
  return (code.match(/(?<![.\w$])[\w$]+(?!\s*\??\.|[\w$]|\s*:)|\.\s*step\b(?!\s*\??\.)/g) ?? []).filter((word) => word.startsWith(".") || holders.has(word)).length;
}
