import type { FileModel, FunctionModel, Location, Snapshot } from "../../../shared/analysis/model.ts";
import type { Finding, Rule } from "./rule.ts";
import { findServed, isAt } from "./support/apps.ts";
import { nextFreeId, quoteLike } from "./support/steps.ts";

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

const byId = new WeakMap<readonly FunctionModel[], ReadonlyMap<string, readonly FunctionModel[]>>();

/** Functions of the workspace by client and id. */
function groupById(functions: readonly FunctionModel[]): ReadonlyMap<string, readonly FunctionModel[]> {
  const known = byId.get(functions);
  if (known) return known;
  const groups = new Map<string, FunctionModel[]>();
  for (const fn of functions) {
    const key = keyOf(fn);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(fn);
    else groups.set(key, [fn]);
  }
  byId.set(functions, groups);
  return groups;
}

/** undefined where a function's id or client is not known, or where it may never be created beside another. */
function keyOf({ client, id, once }: FunctionModel): string | undefined {
  return client && once && id.kind === "known" ? `${client.path}:${String(client.span.start)} ${id.value}` : undefined;
}

function findSame(fn: FunctionModel, snapshot: Snapshot): FunctionModel[] {
  const key = keyOf(fn);
  const same = key === undefined ? [] : groupById(snapshot.functions()).get(key) ?? [];
  return same.filter((other) => (other.path !== fn.path || other.span.start !== fn.span.start) && canBeServedTogether(fn, other, snapshot));
}

/** Where every list of the client can be read, the two have to be in one. */
function canBeServedTogether(a: FunctionModel, b: FunctionModel, snapshot: Snapshot): boolean {
  const lists = findServed(snapshot, a.client).map(({ functions }) => functions);
  if (lists.length === 0 || lists.includes(undefined)) return true;
  const has = (list: readonly Location[], fn: FunctionModel): boolean => list.some((location) => isAt(fn, location));
  return lists.some((list) => list !== undefined && has(list, a) && has(list, b));
}

function tell(file: FileModel, fn: FunctionModel, same: readonly FunctionModel[], snapshot: Snapshot): Finding {
  const id = fn.id.kind === "known" ? fn.id.value : "";
  const written = file.text.slice(fn.idSpan.start + 1, fn.idSpan.end - 1) === id;
  const free = nextFreeId(id, new Set(snapshot.functions().flatMap((other) => (other.id.kind === "known" ? [other.id.value] : []))));
  return {
    rule: uniqueFunctionId.id,
    span: fn.idSpan,
    message: `another function of this app has the id \`${id}\`; the SDK refuses to serve both`,
    related: same.map((other) => ({ location: { path: other.path, span: other.idSpan }, message: `\`${id}\` here too` })),
    ...(written ? { fixes: [{ title: `Rename to '${free}'`, preferred: false, edits: [{ path: file.path, span: fn.idSpan, newText: quoteLike(file, fn.idSpan, free) }] }] } : {}),
  };
}
