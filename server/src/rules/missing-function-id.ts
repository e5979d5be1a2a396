import type { FileModel, FunctionModel } from "../../../shared/analysis/model.ts";
import type { ObjectLiteral } from "../../../shared/analysis/check-shape.ts";
import { named } from "../../../shared/text/named.ts";
import type { Finding, Rule, TextEdit } from "./rule.ts";
import { replaceValue } from "./support/edits.ts";
import { takenFunctionIds } from "./support/function-ids.ts";
import { isArgumentTypeChecked } from "./support/sent-events.ts";
import { knownText, nextFreeId, quoteLike, toKebab } from "./support/steps.ts";

/** A function without an id is registered under the id of its app, and a second one keeps all from being served. */
export const missingFunctionId: Rule = {
  id: "missing-function-id",
  group: "functions",
  severity: "error",
  fixable: true,
  summary: "Every function has an `id` of its own; without one it takes the app's, and a second one keeps the app from being served.",
  *check(file, { snapshot }) {
    // Fixes of several functions must not give two of them the same id.
    const given = new Set<string>();
    for (const fn of file.functions) {
      if (fn.options?.kind !== "object" || !isWrittenHere(file, fn, fn.options)) continue;
      const id = fn.options.properties.find(({ key }) => key === "id");
      const isEmpty = id?.value.kind === "string" && id.value.value === "";
      if (id ? !isEmpty : fn.options.open) continue;
      const free = nextFreeId(deriveId(fn), { has: (candidate) => given.has(candidate) || takenFunctionIds(snapshot).has(candidate) });
      given.add(free);
      const text = quoteLike(file, fn.options.span, free);
      yield {
        rule: missingFunctionId.id, span: id ? id.value.span : fn.calleeSpan,
        message: id ? "the `id` of this function is empty, so it is registered under the id of its app" : "this function has no `id`, so it is registered under the id of its app",
        ...(id === undefined ? toldByTypeScript(file, fn) : {}),
        fixes: [{ title: `Add the id ${named(free)}`, preferred: true, edits: [id ? replaceValue(file, id, text) : insertFirst(file, fn.options, `id: ${text}`)] }],
      };
    }
  },
};

/** SDK v2 takes a name alone, and where no SDK is installed it may be that. What a wrapper hands on may gain an id there. */
function isWrittenHere(file: FileModel, fn: FunctionModel, { span }: ObjectLiteral): boolean {
  return fn.sdk !== undefined && fn.wrapped === undefined && file.text.startsWith("{", span.start) && /\bcreateFunction$/.test(file.text.slice(fn.calleeSpan.start, fn.calleeSpan.end));
}

function toldByTypeScript(file: FileModel, { argumentSpans: [first] }: FunctionModel): Pick<Finding, "alsoByTypeScript"> {
  return first && isArgumentTypeChecked(file, first) ? { alsoByTypeScript: true } : {};
}

/** From its name, the variable that holds it, or what starts it. */
function deriveId({ name, options, triggers: [trigger] }: FunctionModel): string {
  const shown = options?.kind === "object" ? options.properties.find(({ key }) => key === "name")?.value : undefined;
  const event = trigger?.kind === "event" ? knownText(trigger.event.name) : undefined;
  return [shown?.kind === "string" ? shown.value : undefined, name, event && `on-${event}`].map((text) => toKebab(text ?? "")).find((text) => text !== "") ?? "my-function";
}

function insertFirst(file: FileModel, { span, properties: [first] }: ObjectLiteral, property: string): TextEdit {
  const at = span.start + 1;
  if (!first) return { path: file.path, span, newText: `{ ${property} }` };
  const before = file.text.slice(at, first.span.start);
  const indent = /^[ \t]*(\r?\n[ \t]*)/.exec(before)?.[1];
  return { path: file.path, span: { start: at, end: at }, newText: `${indent ?? " "}${property},${indent === undefined && !/^\s/.test(before) ? " " : ""}` };
}
