import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { resolveEntity, resolveType, resolveValue } from "./resolve.ts";
import type { Value } from "./resolve.ts";
import { readString, resolveString } from "./strings.ts";
import { MemoryFiles } from "./testing/fixture.ts";

/** The arguments of every `probe(…)` call in `/main.ts`, in order. */
function probes(files: MemoryFiles): ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "probe") found.push(...node.arguments);
    ts.forEachChild(node, visit);
  };
  const source = files.source("/main.ts");
  assert.ok(source);
  visit(source);
  return found;
}

function describe(value: Value | undefined): string {
  if (!value) return "nothing";
  if (value.kind === "module") return `module ${value.path}`;
  if (value.kind === "package") return `package ${[value.name, ...value.members].join(" ")}`;
  // Aliased members of the enumeration print under their last name.
  const kind = ts.isNumericLiteral(value.node) ? "NumericLiteral" : ts.SyntaxKind[value.node.kind];
  return `${kind} ${value.node.getText()}`;
}

function checkValues(fixture: string, expected: readonly string[]): void {
  const files = MemoryFiles.of(fixture);
  assert.deepEqual(probes(files).map((probe) => describe(resolveValue(files, probe))), expected);
}

function checkStrings(fixture: string, expected: readonly string[]): void {
  const files = MemoryFiles.of(fixture);
  const shown = probes(files).map((probe) => {
    const string = resolveString(files, probe);
    return string.kind === "known" ? string.value : string.kind === "partial" ? string.parts.map((part) => part ?? "*").join("|") : "?";
  });
  assert.deepEqual(shown, expected);
}

test("constants, assertions and never reassigned variables lead to their initializer", () => {
  checkValues(`
    const a = ("x" as const)!;
    let b = a satisfies string;
    let c = "y";
    c = "z";
    function f(p) { probe(a, b, c, p, unknownGlobal); }
  `, ["StringLiteral \"x\"", "StringLiteral \"x\"", "VariableDeclaration c = \"y\"", "Parameter p", "Identifier unknownGlobal"]);
});

test("an inner declaration hides the outer one", () => {
  checkValues(`
    const a = 1;
    function f() { { const a = 2; probe(a); } probe(a); if (x) { var b = 3; } probe(b); }
    try {} catch (a) { probe(a); }
    for (const a of list) probe(a);
  `, ["NumericLiteral 2", "NumericLiteral 1", "NumericLiteral 3", "VariableDeclaration a", "VariableDeclaration a"]);
});

test("imports, aliases, re-exports, stars, defaults and namespaces lead to the declaring file", () => {
  checkValues(`
    //- /main.ts
    import def, { A as B, viaStar, missing } from "./barrel";
    import * as all from "./barrel";
    import { gone } from "./nowhere";
    import { Inngest as Client } from "inngest";
    import * as sdk from "inngest/components";
    const { viaStar: taken } = all;
    probe(def, B, viaStar, missing, all.A, all.inner.C, all, gone, Client, sdk.Inngest, taken);
    //- /barrel.ts
    export { A } from "./deep/index.js";
    export * from "./star";
    export * as inner from "./deep";
    export { D as default } from "./deep";
    //- /star.ts
    export const viaStar = "star";
    export * from "./barrel";
    //- /deep/index.ts
    const a = "deep";
    export { a as A };
    export const C = "c", D = "d";
  `, [
    "StringLiteral \"d\"", "StringLiteral \"deep\"", "StringLiteral \"star\"", "Identifier missing", "StringLiteral \"deep\"",
    "StringLiteral \"c\"", "module /barrel.ts", "Identifier gone", "package inngest Inngest", "package inngest Inngest", "StringLiteral \"star\"",
  ]);
});

test("CommonJS modules resolve too", () => {
  checkValues(`
    //- /main.ts
    const { Inngest } = require("inngest");
    const lib = require("./lib.js");
    probe(Inngest, lib.id, lib.name);
    //- /lib.js
    const id = "x";
    module.exports = { id };
    exports.name = "n";
  `, ["package inngest Inngest", "StringLiteral \"x\"", "StringLiteral \"n\""]);
});

test("members of objects, enums and classes; a spread that cannot be read hides what is before it", () => {
  checkValues(`
    const base = { kept: "k", shadowed: "old" };
    const EVENTS = Object.freeze({ ...base, shadowed: "new", nested: { deep: "d" }, method() {} } as const);
    enum E { A = "a", B = "b" }
    class C { static readonly id = "cid"; }
    const hidden = { x: "1", ...unknownThing, y: "2" };
    const [first] = ["one", "two"];
    probe(EVENTS.kept, EVENTS.shadowed, EVENTS.nested["deep"], E.B, C.id, hidden.x, hidden.y, first, EVENTS.nothing);
  `, [
    "StringLiteral \"k\"", "StringLiteral \"new\"", "StringLiteral \"d\"", "EnumMember B = \"b\"", "StringLiteral \"cid\"",
    "PropertyAccessExpression hidden.x", "StringLiteral \"2\"", "StringLiteral \"one\"", "PropertyAccessExpression EVENTS.nothing",
  ]);
});

test("cycles end", () => {
  checkValues(`
    //- /main.ts
    import { a } from "./other";
    const x = y, y = x;
    probe(x, a);
    //- /other.ts
    export { a } from "./main";
    export * from "./other";
  `, ["Identifier x", "Identifier a"]);
});

test("strings: known, in part, and not at all", () => {
  checkStrings(`
    //- /main.ts
    import { EVENTS, prefix } from "./names";
    enum E { A = "a/" + "b" }
    function f(id: string, n: number) {
      probe("x", \`y\`, EVENTS.user.activated, prefix + "tail", E.A);
      probe(\`send-\${id}\`, "a" + id + "b", id + n, \`\${id}\`, \`v\${1}-\${prefix}\`, 1 + 2, id ? "a" : "b");
    }
    //- /names.ts
    export const prefix = "app/";
    export const EVENTS = { user: { activated: \`\${prefix}user.activated\` } } as const;
  `, ["x", "y", "app/user.activated", "app/tail", "a/b", "send-|*", "a|*|b", "?", "?", "v1-app/", "?", "?"]);
});

test("a string's declaration is named when the expression only mentions it", () => {
  const files = MemoryFiles.of(`
    //- /main.ts
    import { NAME } from "./names";
    probe(NAME, "own");
    //- /names.ts
    export const NAME = "n";
  `);
  const [named, own] = probes(files).map((probe) => readString(files, probe));
  assert.deepEqual(named, { value: { kind: "known", value: "n" }, declaredAt: { path: "/names.ts", span: { start: 20, end: 23 } } });
  assert.deepEqual(own, { value: { kind: "known", value: "own" } });
});

test("type names lead to their declarations across files", () => {
  const files = MemoryFiles.of(`
    //- /main.ts
    import type { Tools as T } from "./types";
    import { type GetStepTools } from "inngest";
    import * as sdk from "inngest";
    import { client } from "./types";
    let a: T; let b: GetStepTools<typeof client>; let c: sdk.Context; let d: typeof client; let e: Missing;
    //- /types.ts
    export type Tools = { run: string };
    export const client = 1;
  `);
  const types: string[] = [];
  files.source("/main.ts")?.forEachChild((node) => {
    if (!ts.isVariableStatement(node)) return;
    const type = node.declarationList.declarations[0]?.type;
    if (type && ts.isTypeReferenceNode(type)) types.push(describe(resolveType(files, type)));
    if (type && ts.isTypeQueryNode(type)) types.push(describe(resolveEntity(files, type.exprName, "value")));
  });
  assert.deepEqual(types, [
    "TypeAliasDeclaration export type Tools = { run: string };", "package inngest GetStepTools", "package inngest Context", "NumericLiteral 1", "nothing",
  ]);
});

test("objects that spread one another in a circle surely lack nothing", () => {
  checkValues("const a = { ...b }; const b = { ...a }; const { send = 1 } = a; const { ...c } = d; const { ...d } = c; const { post = 2 } = c; probe(send, post);", ["BindingElement send = 1", "BindingElement post = 2"]);
});
