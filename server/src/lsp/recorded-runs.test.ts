import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "node:test";
import { inEditor, writeFolder } from "./testing/editor.ts";
import type { Editor } from "./testing/editor.ts";

/** A recording of a run of `f` that executed the steps, one second after the last. */
function recordingOf(startedAt: number, ...ids: string[]): string {
  const steps = ids.map((id) => ({
    id, hashedId: id, displayName: id, tool: "run", opcode: "StepPlanned", opts: {}, attempt: 0, attempts: 1,
    result: { kind: "data", data: null }, startedAt, endedAt: startedAt, callSite: { path: "src/f.ts", line: 3, column: 3 },
  }));
  const run = {
    runId: "r", functionId: "app-f", localId: "f", cause: { kind: "request" }, events: [{ name: "a", data: {}, id: "e", ts: startedAt }],
    status: "completed", maxAttempts: 5, steps, emitted: [], startedAt,
  };
  return JSON.stringify({ format: "inngest-run", version: 1, savedAt: startedAt, origin: "local", runs: [run] });
}

const files = {
  "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }',
  "src/f.ts": `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
export const f = inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {
  await step.run("load-user", () => 1);
  await step.run("send-welcome", () => 2);
});
`,
};

/** What is said of ids that have changed. */
const told = async (editor: Editor): Promise<string[]> => (await editor.diagnostics("src/f.ts")).filter(({ code }) => code === "step-id-changed").map(({ message }) => (typeof message === "string" ? message : message.value));

const renamed = ["step `send-welcome` was `send-mail` in the last recorded run; runs in flight execute it again"];

test("a step that the last recorded run has under another id is told of, until a newer run has it, too", async () => {
  const kept = writeFolder({ "1.inngest-run": recordingOf(2000, "load-user", "send-mail"), "0.inngest-run": recordingOf(1000, "load-user", "send-letter"), "broken.inngest-run": "{" });
  try {
    await inEditor(files, async (editor, root) => {
      await editor.open("src/f.ts", files["src/f.ts"]);
      await editor.settles(() => told(editor), renamed);
      const newer = path.join(root, "run.inngest-run");
      writeFileSync(newer, recordingOf(3000, "load-user", "send-welcome"));
      await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: pathToFileURL(newer).href, type: 1 }] });
      await editor.settles(() => told(editor), []);
    }, { initializationOptions: { recordingsFolder: kept.root } });
  } finally {
    kept.remove();
  }
});

test("without a recording nothing is said", async () => {
  await inEditor(files, async (editor) => {
    await editor.open("src/f.ts", files["src/f.ts"]);
    await editor.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
    assert.deepEqual(await told(editor), []);
  });
});
