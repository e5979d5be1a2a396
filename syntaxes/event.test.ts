/** Names of events, coloured apart from other strings. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadGrammars, toScopes } from "./testing.ts";

before(loadGrammars);

function findEvents(text: string): string[] {
  return toScopes(text).filter((piece) => piece.endsWith(" entity.name.type.event.inngest")).map((piece) => piece.split(" ")[0] ?? "");
}

test("names where events are listened to, sent and declared", () => {
  assert.deepEqual(findEvents('const a = { triggers: [{ event: "app/user.signup" }, { event: \'app/*\' }] };'), ["app/user.signup", "app/*"]);
  assert.deepEqual(findEvents('step.sendEvent("s", { name: "app/user.activated", data: { userId } });'), ["app/user.activated"]);
  assert.deepEqual(findEvents('step.sendEvent("s", {\n  name: "app/user.activated",\n  data: { userId },\n});'), ["app/user.activated"]);
  assert.deepEqual(findEvents('export const signup = eventType("app/user.signup", { schema });'), ["app/user.signup"]);
});

test("other strings keep their colour", () => {
  for (const code of ['const a = { name: "image/png" };', 'const a = { event: "click" };', 'const a = {\n  name: "application/vnd.ms-excel",\n};', 'const a = {\n  name: "src/index.ts",\n};', 'const a = {\n  name: "app/b",\n};', 'const a = "app/user.signup";', '// event: "app/a"', 'const a = "event: \'app/a\'";', 'x.event = "app/a";']) {
    assert.deepEqual(findEvents(code), [], code);
  }
});

test("what stands around a name keeps TypeScript's colours", () => {
  const plain = toScopes('f({ other: "x", timeout: "1d", n: 3 });');
  assert.deepEqual(toScopes('f({ event: "app/a", timeout: "1d", n: 3 });').slice(-9), plain.slice(-9));
  assert.deepEqual(toScopes('f({ name: "app/a", data: { n: 3 } });').slice(-8), toScopes('f({ name: "a", data: { n: 3 } });').slice(-8));
  const declared = toScopes('const a = eventType("app/a", { schema: z.object({}) });');
  const other = toScopes('const a = otherType("app/a", { schema: z.object({}) });');
  assert.deepEqual(declared.map((piece) => piece.replace("entity.name.type.event.inngest", "string.quoted.double.ts").replace("eventType", "otherType")), other);
});
