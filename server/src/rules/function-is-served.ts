import type { FileModel, FunctionModel, ServedModel } from "../../../shared/analysis/model.ts";
import type { Fix, Rule } from "./rule.ts";
import { findServed, isServed, isTestFile } from "./support/apps.ts";
import { named } from "../../../shared/text/named.ts";

/** A function that no `serve` or `connect` of its client lists: Inngest never hears of it. */
export const functionIsServed: Rule = {
  id: "function-is-served",
  group: "functions",
  severity: "warning",
  fixable: true,
  needsWhole: true,
  summary: "A function is in the list of a `serve` or `connect` of its client; Inngest knows no other.",
  *check(file, { snapshot }) {
    if (isTestFile(file.path)) return;
    for (const fn of file.functions) {
      if (!fn.once || isBegun(fn)) continue;
      const served = findServed(snapshot, fn.client);
      if (!served.some(({ client }) => client) || served.some(({ functions }) => functions === undefined || functions.some((one) => isServed(fn, one)))) continue;
      const fix = createFix(file, fn, served);
      yield {
        rule: functionIsServed.id,
        span: fn.idSpan,
        message: `${fn.id.kind === "known" ? `\`${fn.id.value}\`` : "this function"} is not served, so Inngest does not know it`,
        related: served.map(({ path, span, list }) => ({ location: { path, span: list ?? span }, message: "the functions that are served" })),
        ...(fix ? { fixes: [fix] } : {}),
      };
    }
  },
};

/** Without an id or a handler it is still being written, and cannot be served. */
function isBegun({ wrapped, argumentSpans, options }: FunctionModel): boolean {
  return wrapped === undefined && (argumentSpans.length < 2 || (options?.kind === "object" && !options.open && !options.properties.some(({ key }) => key === "id")));
}

/** The list gains the function where both stand in one file; elsewhere it would need an import. */
function createFix(file: FileModel, { name, span }: FunctionModel, served: readonly ServedModel[]): Fix | undefined {
  const [{ path, list } = { path: "", list: undefined }, ...others] = served.filter((one) => one.list);
  // A constant that stands below the list is not there yet when the list is made.
  if (name === undefined || !list || others.length > 0 || path !== file.path || span.start > list.start) return undefined;
  const inside = file.text.slice(list.start + 1, list.end - 1);
  const content = inside.trimEnd();
  const at = list.start + 1 + content.length;
  const separator = content.trim() === "" ? "" : content.endsWith(",") ? " " : ", ";
  return { title: `Add ${named(name)} to the served functions`, preferred: true, edits: [{ path, span: { start: at, end: at }, newText: separator + name }] };
}
