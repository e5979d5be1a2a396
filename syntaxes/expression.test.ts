/** The grammar on VS Code's own TypeScript grammar. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadGrammars, toScopes } from "./testing.ts";

before(loadGrammars);

/** Pieces that the grammar coloured. */
function toExpression(text: string): string[] {
  return toScopes(text).filter((piece) => piece.endsWith(".inngest") && !piece.includes(" meta.") && !piece.includes("entity.name.type")).map((piece) => piece.replace(/\.inngest$/, ""));
}

test("an expression is coloured inside its string", () => {
  assert.deepEqual(toExpression('step.waitForEvent("w", { event: "app/a", if: "event.data.userId == async.data.userId && size(event.data.items) > 2", timeout: "1d" });'), [
    "event variable.language", "data variable.other.property", "userId variable.other.property", "== keyword.operator",
    "async variable.language", "data variable.other.property", "userId variable.other.property", "&& keyword.operator",
    "size entity.name.function", "event variable.language", "data variable.other.property", "items variable.other.property", "> keyword.operator", "2 constant.numeric",
  ]);
});

test("a quoted text inside an expression is a text", () => {
  assert.deepEqual(toExpression(`const a = { if: "event.data.plan == 'team'" };`).slice(-2), ["== keyword.operator", "'team' string.quoted"]);
  assert.deepEqual(toExpression(`const a = { if: 'event.data.plan == "team"' };`).slice(-2), ["== keyword.operator", '"team" string.quoted']);
});

test("what follows the expression keeps TypeScript's colours", () => {
  const plain = toScopes('const a = { other: "x", timeout: "1d", n: 3 };');
  const after = toScopes('const a = { if: "event.data.x", timeout: "1d", n: 3 };');
  assert.deepEqual(after.slice(-9), plain.slice(-9));
});

test("every option that Inngest evaluates is coloured", () => {
  for (const key of ["if", "match", "key", "idempotency", "expression", "run"]) {
    assert.deepEqual(toExpression(`const a = { ${key}: "event.data.x" };`), ["event variable.language", "data variable.other.property", "x variable.other.property"], key);
  }
});

test("a text that reads no event is left to TypeScript", () => {
  for (const code of ['const a = { key: "user-1" };', 'const a = { if: "the event happened" };', 'const a = { title: "event.data.x" };', 'const a = "event.data.x";', 'const a = cond ? { x: 1 } : "event.data.x";']) {
    assert.deepEqual(toExpression(code), [], code);
  }
});

test("a half-typed expression ends with its line", () => {
  const after = (line: string): string[] => toScopes(`const a = {\n${line}\n};\nconst b = 1;`).slice(-2);
  assert.deepEqual(after('  if: "event.data.x'), after(""));
});
