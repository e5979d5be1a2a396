import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { checkShape } from "./check-shape.ts";
import type { ShapeProblem } from "./check-shape.ts";
import { readLiteral } from "./literals.ts";
import { describeShape } from "./shape.ts";
import { readType } from "./shape-type.ts";
import { suggest } from "./suggest.ts";
import { MemoryFiles } from "./testing/fixture.ts";

/** Problems of a literal with the shape of a type. */
function problemsOf(type: string, value: string): ShapeProblem[] {
  const files = MemoryFiles.of(`type Checked = ${type};\nconst checked = ${value};`);
  const [alias, statement] = files.source("/main.ts")?.statements ?? [];
  assert.ok(alias && ts.isTypeAliasDeclaration(alias) && statement && ts.isVariableStatement(statement));
  const initializer = statement.declarationList.declarations[0]?.initializer;
  assert.ok(initializer);
  return checkShape(readLiteral(files, initializer).value, readType(files, alias.type));
}

function show(problem: ShapeProblem): string {
  const path = problem.path.join(".");
  if (problem.kind === "missing-keys") return `missing ${[path, ...problem.keys.map(({ key }) => key)].filter((part) => part !== "").join(" ")}`;
  if (problem.kind === "wrong-type") {
    const nearest = problem.nearest ? `, nearest ${Object.keys(problem.nearest.member.properties).join(",")}: ${show(problem.nearest.problem)}` : "";
    return `type ${path} ${problem.value.kind} for ${describeShape(problem.expected)}${nearest}`.replace("  ", " ");
  }
  return `unknown ${path}${problem.suggestion === undefined ? "" : ` -> ${problem.suggestion}`}${problem.replacesRequired ? " required" : ""}`;
}

function check(type: string, value: string, ...expected: string[]): void {
  assert.deepEqual(problemsOf(type, value).map(show), expected, `${value} against ${type}`);
}

test("values that fit", () => {
  check("{ a: string; b?: number }", "{ a: 'x' }");
  check("{ a: string; b?: number }", "{ a: 'x', b: 1 }");
  check("{ a: string; b?: number }", "{ a: 'x', b: undefined }");
  check("{ a: string | null }", "{ a: null }");
  check("{ a: unknown }", "{}");
  check("{ a: 'x' | 'y' }", "{ a: cond ? 'x' : 'y' }");
  check("Record<string, number>", "{ anything: 1 }");
  check("{ a: string; [key: string]: unknown }", "{ a: 'x', more: 1 }");
});

test("what cannot be told fits", () => {
  check("{ a: string; b: number }", "{ ...rest }");
  check("{ a: string; b: number }", "{ a: f(), b: await g() }");
  check("{ a: string }", "{ a: 1, ...rest }");
  check("{ a: string }", "{ [key]: 1 }");
  check("{ a: string }", "f()");
  check("{ a: string }", "{ a: new Date() }");
  check("{ a: string[] }", "{ a: [...list] }");
});

test("missing keys", () => {
  check("{ a: string; b: number; c?: 1 }", "{}", "missing a b");
  check("{ a: { b: string } }", "{ a: {} }", "missing a b");
  check("{ a: string }", "{ a: undefined }", "type a undefined for a string");
});

test("unknown keys", () => {
  check("{ userId: string }", "{ userID: 'x' }", "unknown userID -> userId required");
  check("{ userId: string }", "{ user_id: 'x' }", "unknown user_id -> userId required");
  check("{ userId: string; name?: string }", "{ userId: 'x', nmae: 'y' }", "unknown nmae -> name");
  check("{ userId: string }", "{ userId: 'x', extra: 1 }", "unknown extra");
  check("{ userId: string }", "{ other: 1 }", "unknown other", "missing userId");
  check("{ userId: string }", "{ userId: '1', userID: 'x' }", "unknown userID");
  check("{ a: string }", "{ a: 'x', constructor: 1, toString: 2 }", "unknown constructor", "unknown toString");
});

test("wrong types", () => {
  check("{ a: string }", "{ a: 1 }", "type a number for a string");
  check("{ a: number }", "{ a: `x${y}` }", "type a string for a number");
  check("{ a: string[] }", "{ a: 'x' }", "type a string for an array");
  check("{ a: string[] }", "{ a: ['x', 1] }", "type a.1 number for a string");
  check("{ a: { b: boolean }[] }", "{ a: [{ b: true }, { b: 'no' }] }", "type a.1.b string for a boolean");
  check("Record<string, number>", "{ a: 'x' }", "type a string for a number");
  check("{ a: string }", "{ a: 1, a: 'x' }");
});

test("unions", () => {
  check("{ a: 'free' | 'pro' }", "{ a: 'prr' }", 'type a string for `"free"` or `"pro"`');
  check("{ a: string | number }", "{ a: true }", "type a boolean for a string or a number");
  check("{ a: string | { b: string } }", "{ a: { c: 1 } }", "unknown a.c", "missing a b");
  const events = "{ kind: 'a'; x: string } | { kind: 'b'; y: number }";
  check(events, "{ kind: 'a', x: 'v' }");
  check(events, "{ kind: 'a', x: 1 }", "type x number for a string");
  check(events, "{ kind: 'b', x: 'v' }", "unknown x", "missing y");
  check(events, "{ kind: 'a', x: 'v', y: 1 }", "unknown y");
  check("{ x: string } | { y: number }", "{ x: 'v', y: 1 }");
  check("{ x: string } | { y: number }", "{ z: 1 }", "type object for an object");
  check(events, "{ kind: 'c', y: 1 }", 'type kind string for `"a"` or `"b"`');
  check(events, "{ x: 'v' }", "missing kind");
  check("string | { kind: 'a' }", "{ kind: 'b' }", 'type kind string for `"a"`');
  const versions = "{ kind: 'a'; v: 1; x: string } | { kind: 'a'; v: 2; y: string } | { kind: 'b'; v: 2 }";
  check(versions, "{ kind: 'a', v: 3 }", "type v number for `1` or `2`");
  check(versions, "{ kind: 'a', v: 2, x: 'v' }", "unknown x", "missing y");
  const amounts = "{ amount: number; currency: string; note?: string } | { plan: string }";
  check(amounts, "{ amount: 1, note: 'n' }", "type object for an object, nearest amount,currency,note: missing currency");
  check(amounts, "{ amount: '1', currency: 'EUR' }", "type object for an object, nearest amount,currency,note: type amount string for a number");
});

test("suggestions are near", () => {
  const near = (word: string, ...candidates: string[]): string | undefined => suggest(word, candidates);
  assert.equal(near("usrId", "userId", "id"), "userId");
  assert.equal(near("ID", "id"), "id");
  assert.equal(near("emial", "email"), "email");
  assert.equal(near("org", "id"), undefined);
  assert.equal(near("to", "ts"), undefined);
  assert.equal(near("amount", "account"), undefined);
  assert.equal(near("first", "last"), undefined);
  assert.equal(near("count", "amount"), undefined);
});
