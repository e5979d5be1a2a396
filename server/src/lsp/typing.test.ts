import assert from "node:assert/strict";
import { test } from "node:test";
import { inEditor } from "./testing/editor.ts";
import { startSession } from "./testing/session.ts";

const main = `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
export const f = inngest.createFunction({ id: "f", triggers: { cron: "0 9 * * *" } }, async ({ step }) => {
  await step.sleep("nap", "");
  step.run("late", () => 1);
});
`;

/** An editor that types in a file; what it is shown is asked for after each edit, as editors do. */
function write(text: string): { edit(needle: string, removed: number, typed: string): string[]; pause(): string[] } {
  const session = startSession({ "/package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "/main.ts": text }, { waitsForPause: true });
  let version = 1;
  session.documents.open("file:///main.ts", version, text);
  const shown = (): string[] => session.diagnose("/main.ts").map(({ rule }) => rule);
  shown();
  return {
    edit: (needle, removed, typed) => {
      const now = session.workspace.text("/main.ts") ?? "";
      const at = now.indexOf(needle) + needle.length;
      assert.ok(at >= needle.length, needle);
      const lines = session.documents.lines("/main.ts");
      session.documents.change("file:///main.ts", ++version, [{ range: { start: lines.positionAt(at), end: lines.positionAt(at + removed) }, text: typed }]);
      return shown();
    },
    pause: () => {
      session.documents.settle();
      return shown();
    },
  };
}

test("what is half typed is told when typing pauses, or goes on elsewhere", () => {
  const typist = write(main.replace('""', '"5m"'));
  assert.deepEqual(typist.edit('"nap", "', 2, ""), ["await-step"]);
  assert.deepEqual(typist.edit('"nap", "', 0, "1"), ["await-step"]);
  assert.deepEqual(typist.pause(), ["valid-duration", "await-step"]);
  // What is told stays while it is true.
  assert.deepEqual(typist.edit('"nap", "1', 0, "0"), ["await-step"]);
  assert.deepEqual(typist.edit("() => 1", 0, "0"), ["valid-duration", "await-step"]);
});

test("what is mended goes at once, also while it is typed", () => {
  const typist = write(main);
  assert.deepEqual(typist.pause(), ["valid-duration", "await-step"]);
  assert.deepEqual(typist.edit('"nap", "', 0, "1"), ["await-step"]);
  assert.deepEqual(typist.edit('"nap", "1', 0, "h"), ["await-step"]);
  assert.deepEqual(typist.pause(), ["await-step"]);
});

test("what is pasted or completed is told at once", () => {
  assert.deepEqual(write(main.replace('""', '"5m"')).edit('"nap", "', 2, "soon"), ["valid-duration", "await-step"]);
});

test("the editor is asked to ask again when typing has paused", async () => {
  const text = main.replace('""', '"5m"');
  await inEditor({ "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "main.ts": text }, async (editor) => {
    await editor.open("main.ts", text);
    const codes = async (): Promise<unknown[]> => (await editor.diagnostics("main.ts")).map(({ code }) => code);
    await editor.settles(codes, ["await-step"]);
    const at = text.indexOf('"5m"') + 1;
    await editor.edit("main.ts", at + 1, at + 2, "");
    await editor.settles(codes, ["valid-duration", "await-step"]);
  });
});

const finished = `
  await step.sleep("nap", "10m");
  const shipped = await step.waitForEvent("wait", { event: "app/shipped", timeout: "3d", if: "async.data.id == event.data.id" });
  if (!shipped) return;
  await step.sendEvent("send", { name: "app/paid", data: { orderId: shipped.data.id, plan: "pro" } });
  await Promise.all([step.run("a", () => 1), step.run("b", () => 2)]);
`;

const closing: Readonly<Record<string, string>> = { "(": ")", "{": "}", "[": "]", "\"": "\"" };

test("a handler that is typed letter by letter, brackets and quotes closing themselves, is underlined nowhere on the way", () => {
  const frame = `import { Inngest, eventType } from "inngest";
import { z } from "zod";
const inngest = new Inngest({ id: "app" });
export const paid = eventType("app/paid", { schema: z.object({ orderId: z.string(), plan: z.enum(["free", "pro"]) }) });
export const pay = () => inngest.send({ name: "app/paid", data: { orderId: "1", plan: "pro" } });
export const on = inngest.createFunction({ id: "on", triggers: { event: paid } }, async () => inngest.send({ id: "1", name: "app/shipped", data: { id: "1" } }));
export const f = inngest.createFunction({ id: "f", triggers: { event: "app/shipped" } }, async ({ event, step }) => {/**/});
`;
  const session = startSession({ "/package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "/main.ts": frame }, { waitsForPause: true });
  session.documents.open("file:///main.ts", 1, frame);
  let at = frame.indexOf("/**/");
  const open: string[] = [];
  for (const [version, letter] of [...finished].entries()) {
    const isText = open.at(-1) === "\"";
    if (letter === open.at(-1)) {
      open.pop();
    } else {
      const closed = isText ? undefined : closing[letter];
      if (closed !== undefined) open.push(closed);
      const place = session.documents.lines("/main.ts").positionAt(at);
      session.documents.change("file:///main.ts", version + 2, [{ range: { start: place, end: place }, text: letter + (closed ?? "") }]);
    }
    at += 1;
    assert.deepEqual(session.diagnose("/main.ts").map(({ message }) => message), [], session.workspace.text("/main.ts")?.slice(0, at).split("\n").at(-1));
  }
  assert.equal(session.workspace.text("/main.ts"), frame.replace("/**/", `${finished}/**/`));
});
