/** A function as it was at the base. */
import type { FunctionModel, Location, Snapshot } from "../../../../shared/analysis/model.ts";
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

/** Whose steps are compared: the function's own, or those of its `onFailure`. */
export type Execution = "steps" | "failureSteps";

/** Whether a step that is not seen any more is gone: it may stand where it cannot be read, in code that gets the tools. */
export function isGone(id: string, execution: Execution, [old, base]: readonly [FunctionModel, Snapshot], [fn, snapshot]: readonly [FunctionModel, Snapshot]): boolean {
  const before = codeOf(old, execution, base);
  const after = codeOf(fn, execution, snapshot);
  if (before === undefined || after === undefined || countHandedOn(fn, after) > countHandedOn(old, before)) return false;
  return !["\"", "'", "`"].some((quote) => after.includes(quote + id + quote));
}

/** A handler without its comments; undefined where it is not in sight. */
function codeOf(fn: FunctionModel, execution: Execution, snapshot: Snapshot): string | undefined {
  const handler = execution === "steps" ? fn.handler : failureHandler(fn);
  return handler === "none" ? "" : handler && snapshot.file(handler.path)?.text.slice(handler.span.start, handler.span.end).replaceAll(/(?<!:)\/\/.*|\/\*[\s\S]*?\*\//g, "");
}

function failureHandler({ options, path }: FunctionModel): Location | "none" | undefined {
  if (options?.kind !== "object" || options.open) return undefined;
  const handler = options.properties.findLast(({ key }) => key === "onFailure")?.value;
  return handler ? handler.kind === "function" ? { path, span: handler.span } : undefined : "none";
}

/** Mentions of the tools, or of what holds them, that are neither called nor looked into. */
function countHandedOn({ steps, failureSteps, path }: FunctionModel, code: string): number {
  const receivers = [...steps, ...failureSteps].filter(({ call }) => call.path === path).map(({ call }) => call.receiver.split(".")[0] ?? "");
  const holders = new Set(["step", "ctx", "context", "args", "arguments", "this", ...receivers]);
  return (code.match(/(?<![.\w$])[\w$]+(?!\s*\??\.|[\w$]|\s*:)|\.\s*step\b(?!\s*\??\.)/g) ?? []).filter((word) => word.startsWith(".") || holders.has(word)).length;
}
