import type { FileModel, FunctionModel, ServedFunction, Snapshot } from "../../../shared/analysis/model.ts";
import type { Finding, Rule } from "./rule.ts";
import { findServed, isSamePlace, isServed } from "./support/apps.ts";
import { takenFunctionIds } from "./support/function-ids.ts";
import { nextFreeId, quoteLike } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** One id twice in one app: the SDK refuses to serve it. */
export const uniqueFunctionId: Rule = {
  id: "unique-function-id",
  group: "functions",
  severity: "error",
  fixable: true,
  summary: "No two functions of one app have the same id; the SDK refuses to serve them.",
  *check(file, { snapshot }) {
    for (const fn of file.functions) {
      const same = findSame(fn, snapshot);
      if (same.length > 0) yield tell(file, fn, same, snapshot);
    }
  },
};

function findSame(fn: FunctionModel, snapshot: Snapshot): FunctionModel[] {
  const same = fn.id.kind === "known" ? snapshot.functionsWithId(fn.id.value) : [];
  return same.filter((other) => isBeside(fn, other) && (other.path !== fn.path || other.span.start !== fn.span.start) && canBeServedTogether(fn, other, snapshot));
}

/** False where the client of one is not known, or where one may never be created beside the other. */
function isBeside(a: FunctionModel, b: FunctionModel): boolean {
  return a.client !== undefined && b.client !== undefined && a.once && b.once && isSamePlace(a.client, b.client);
}

/** Where every list of the client can be read, the two have to be in one. */
function canBeServedTogether(a: FunctionModel, b: FunctionModel, snapshot: Snapshot): boolean {
  const lists = findServed(snapshot, a.client).map(({ functions }) => functions);
  if (lists.length === 0 || lists.includes(undefined)) return true;
  const has = (list: readonly ServedFunction[], fn: FunctionModel): boolean => list.some((served) => isServed(fn, served));
  return lists.some((list) => list !== undefined && has(list, a) && has(list, b));
}

function tell(file: FileModel, fn: FunctionModel, same: readonly FunctionModel[], snapshot: Snapshot): Finding {
  const id = fn.id.kind === "known" ? fn.id.value : "";
  const written = file.text.slice(fn.idSpan.start + 1, fn.idSpan.end - 1) === id;
  const free = nextFreeId(id, takenFunctionIds(snapshot));
  return {
    rule: uniqueFunctionId.id,
    span: fn.idSpan,
    message: `another function of this app has the id \`${id}\`; the SDK refuses to serve both`,
    related: same.map((other) => ({ location: { path: other.path, span: other.idSpan }, message: `\`${id}\` here too` })),
    ...(written ? { fixes: [{ title: `Rename to ${named(free)}`, preferred: false, edits: [{ path: file.path, span: fn.idSpan, newText: quoteLike(file, fn.idSpan, free) }] }] } : {}),
  };
}
