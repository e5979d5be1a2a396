/** Typing in one long function: what the parser keeps of it from one text to the next must not keep anything that was said of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { StepCall } from "../../../shared/analysis/model.ts";
import { tried } from "../../../test/property.ts";
import { contents, scanned } from "./testing/contents.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";

const file = "/app/fn.ts";
const statements = [
  'const user = await step.run("user", () => { if (!event.data.id) return; return load(event.data.user.name); });\n',
  'await step.run("after", () => { charge(event.data.card.number); return 1; });\n',
  "if (event.data.skip) return;\n",
  'for (const item of event.data.items) await step.run(`item-${item.id}`, () => item.total);\n',
  'const [a, b] = await Promise.all([step.run("a", () => 1), step.waitForEvent("b", { event: "app/b", timeout: "1d" })]);\n',
  'if (b) await step.sendEvent("sent", { name: "app/done", data: { a, id: event.data.id } });\n',
  "const id = 1;\n",
  "let total = 0;\n",
  'total += await step.run("total", () => total + 1);\n',
  "state.step = 1;\n",
  'await helper(step, "x");\n',
  'make("made", async ({ step }) => { await step.run("inner", () => 1); });\n',
  "// inngest\n",
  'const payload = { name: "app/x", data: { id } };\n',
  'payload.name = "app/y";\n',
  'await step.sendEvent("payload", payload);\n',
  'const events = [payload, { name: "app/z", data: {} }];\n',
  'await step.sendEvent("events", events);\n',
  'const late = step.run("late", () => 1);\n',
  'if (!late) return;\n',
  'charge(late.total);\n',
  'await step.run("misplaced", load());\n',
  'async function load() { return fetch(event.data.url); }\n',
  "await late;\n",
  'const done = await step.waitForEvent("done", { event: "app/w", timeout: delay });\n',
  "done.data.x;\n",
  'const delay = "1h";\n',
  'await step.sleep("asleep", delay);\n',
  'await bus.send({ name: "app/sent", data: {} });\n',
  'await step.run("changes", async () => { total = 5; });\n',
  "console.log(total, user);\n",
  'const inner = async (tools) => { await tools.run("inner", () => 1); };\n',
  "await inner(step);\n",
  'for (let i = 0; i < 3; i++) { await step.run("loop", () => i); if (i) break; }\n',
  'try { await step.run("tried", load); } catch (error) { await step.run("caught", load); }\n',
  "await step.run(ID, () => 1);\n",
  'await step.sendEvent("elsewhere", { name: names.sent, data: {} });\n',
];
const head = 'import { bus } from "./client";\nimport { ID, names } from "./ids";\nconst state = { step: "s" };\nconst helper = (step, id) => step.run(id, () => 1);\nconst make = (id, handler) => bus.createFunction({ id, triggers: { event: "app/a" } }, handler);\n';
const text = (body: string): string => `${head}export const fn = bus.createFunction({ id: "fn", triggers: { event: "app/a" } }, async ({ event, step }) => {\n${body}});\n`;
const ids = "/app/ids.ts";
const idTexts = ['export const ID = "elsewhere";\nexport const names = { sent: "app/elsewhere" };\n', 'export const ID = "other";\nexport const names = { sent: "app/other" };\n', "export {};\n", 'export { id as ID } from "./fn";\nexport const names = {};\n'];
const disk = (body: string): MemoryDisk => new MemoryDisk({ "/app/package.json": "{}", [ids]: idTexts[0] ?? "", "/app/client.ts": 'import { Inngest } from "inngest"; export const bus = new Inngest({ id: "app" });', [file]: text(body) });

function assertCold(workspace: ReturnType<typeof scanned>, message?: string): void {
  const cold = scanned(disk(""));
  for (const path of [ids, file]) cold.open(path, workspace.text(path) ?? "");
  assert.deepEqual(contents(workspace.snapshot()), contents(cold.snapshot()), message);
}

test("whether a read comes after an exit is told of the text as it is, though the callback around both is kept", () => {
  const body = `const id = 1;\n${statements[1] ?? ""}`;
  const workspace = scanned(disk(body));
  workspace.open(file, text(body));
  contents(workspace.snapshot());
  const start = text("").indexOf("});\n");
  workspace.change(file, [{ span: { start, end: start }, newText: `const long = "${"x".repeat(200)}";\n` }]);
  assertCold(workspace);
});

test("a step that an edit leaves alone is not read again; those after it are moved, and one that names what is edited is read", () => {
  const body = 'await step.run("first", () => 1);\nconst user = await step.run("user", () => 1);\nawait step.sendEvent("sent", { name: "app/sent", data: { user } });\nawait step.run("last", () => 1);\n';
  const workspace = scanned(disk(body));
  workspace.open(file, text(body));
  const steps = (): readonly StepCall[] => workspace.snapshot().file(file)?.steps.slice(-4) ?? [];
  const type = (at: string, newText: string): void => {
    const start = (workspace.text(file) ?? "").indexOf(at);
    workspace.change(file, [{ span: { start, end: start }, newText }]);
  };
  type("1);\nawait step.sendEvent", " ");
  const before = steps();
  type("1);\nawait step.sendEvent", "2");
  const after = steps();
  assert.deepEqual(after.map((step, index) => step === before[index]), [true, false, false, false]);
  assert.equal(after[3]?.span.start, (before[3]?.span.start ?? 0) + 1);
  assertCold(workspace);
});

test("after any edits a function is read as from a cold start", () => {
  const edit = fc.record({ at: fc.nat(), length: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(60) }), newText: fc.constantFrom(...statements, "", "x", " ", "(", "return;\n", "step = state;\n"), atLine: fc.boolean() });
  const other = fc.record({ ids: fc.constantFrom(...idTexts) });
  const steps = fc.array(fc.oneof({ weight: 5, arbitrary: edit }, { weight: 1, arbitrary: other }), { minLength: 1, maxLength: 8 });
  fc.assert(fc.property(fc.shuffledSubarray(statements, { minLength: 3 }), steps, (lines, edits) => {
    const workspace = scanned(disk(lines.join("")));
    workspace.open(ids, idTexts[0] ?? "");
    workspace.open(file, text(lines.join("")));
    contents(workspace.snapshot());
    for (const one of edits) {
      if ("ids" in one) workspace.open(ids, one.ids);
      else {
        const now = workspace.text(file) ?? "";
        const place = one.at % (now.length + 1);
        const start = one.atLine ? now.lastIndexOf("\n", place) + 1 : place;
        workspace.change(file, [{ span: { start, end: Math.min(now.length, start + one.length) }, newText: one.newText }]);
      }
      assertCold(workspace, JSON.stringify(workspace.text(file)));
    }
  }), tried(25, 20261130));
});
