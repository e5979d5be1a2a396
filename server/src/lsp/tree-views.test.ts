import assert from "node:assert/strict";
import { test } from "node:test";
import { startSession } from "./testing/session.ts";
import { createTreeViews, TreeView } from "./tree-views.ts";

const files = {
  "/package.json": '{ "dependencies": { "inngest": "^4.0.0" } }',
  "/client.ts": 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n',
  "/helper.ts": `import type { GetStepTools } from "inngest";
import type { inngest } from "./client";
export async function tell(step: GetStepTools<typeof inngest>) {
  await step.sendEvent("tell", { name: "app/told" });
}
`,
  "/first.ts": `import { inngest } from "./client";
import { tell } from "./helper";
export const first = inngest.createFunction({ id: "first", triggers: [{ event: "app/begun" }] }, async ({ step }) => {
  await tell(step);
});
`,
  "/second.ts": `import { inngest } from "./client";
export const second = inngest.createFunction({ id: "second", triggers: [{ event: "app/told" }] }, async () => 1);
`,
};

function typeAtStart(session: ReturnType<typeof startSession>, name: string, text: string): void {
  const uri = `file:///${name}`;
  session.documents.open(uri, 1, session.workspace.text(`/${name}`) ?? "");
  session.documents.change(uri, 2, [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text }]);
}

test("rows of functions that an edit does not concern are the same objects, and all places follow it", () => {
  const session = startSession(files);
  const { functions } = createTreeViews(session);
  const before = functions.answer();
  assert.deepEqual(before.map(({ label, steps }) => [label, steps.map(({ place }) => place.line)]), [["first", [3]], ["second", []]]);
  typeAtStart(session, "helper.ts", "\n\n");
  const after = functions.answer();
  assert.deepEqual(after.map(({ label, steps }) => [label, steps.map(({ place }) => place.line)]), [["first", [5]], ["second", []]]);
  assert.notEqual(after[0], before[0]);
  assert.equal(after[1], before[1]);
});

test("who sends an event follows an edit of the helper that sends it", () => {
  const session = startSession(files);
  const { events } = createTreeViews(session);
  const toLines = (): unknown => events.answer().map(({ name, leaves }) => [name, leaves.map(({ label, role, place }) => `${label} ${role} ${place.uri.slice("file:///".length)} ${String(place.line)}`)]);
  assert.deepEqual(toLines(), [["app/begun", ["first starts first.ts 2"]], ["app/told", ["first sends helper.ts 3", "second starts second.ts 1"]]]);
  typeAtStart(session, "helper.ts", "\n");
  assert.deepEqual(toLines(), [["app/begun", ["first starts first.ts 2"]], ["app/told", ["first sends helper.ts 4", "second starts second.ts 1"]]]);
});

test("the editor is told once that its answer is out of date, and not where rows are made anew as they were", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let label = "one";
  let told = 0;
  const view = new TreeView(() => [{ label }], () => { told += 1; });
  const settle = (): number => {
    view.changed();
    t.mock.timers.tick(1000);
    return told;
  };
  label = "two";
  assert.equal(settle(), 0, "nobody has asked");
  view.answer();
  assert.equal(settle(), 0);
  label = "three";
  assert.equal(settle(), 1);
  label = "four";
  assert.equal(settle(), 1, "it was told and has not asked again");
  view.answer();
  label = "five";
  assert.equal(settle(), 2);
});
