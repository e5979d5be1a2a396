/** The semantic tier over the wire, with the real packages and the real process. */
import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { listProcesses } from "../../../test/processes.ts";
import { startTypesProcess } from "../semantic/types-process.ts";
import { startEditor, writeFolder } from "./testing/editor.ts";
import type { Editor } from "./testing/editor.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const events = `import { eventType, Inngest } from "inngest";
import { z } from "zod";
export const inngest = new Inngest({ id: "app" });
export const activated = eventType("app/activated", { schema: z.object({ userId: z.string() }) });
`;
const send = `import { inngest } from "./events";
import { load } from "./user";
export async function send() {
  const user = load();
  await inngest.send({ name: "app/activated", data: { userId: user.id } });
}
`;
const user = (type: string): string => `export const load = (): { id: ${type} } => ({ id: JSON.parse("1") });\n`;
const files = {
  "package.json": JSON.stringify({ name: "app", dependencies: { inngest: "^4.0.0" } }),
  "tsconfig.json": JSON.stringify({ compilerOptions: { strict: true, module: "esnext", moduleResolution: "bundler" } }),
  "events.ts": events, "send.ts": send, "user.ts": user("number"),
};
const wrong = "`userId` of `app/activated` must be a string, not a number";

/** Asks until the messages are the expected ones; each time the server says that something has changed. */
async function settles(editor: Editor, expected: readonly string[]): Promise<void> {
  const giveUp = performance.now() + 180_000;
  while (performance.now() < giveUp) {
    const refreshed = editor.refreshed();
    const messages = (await editor.diagnostics("send.ts")).map(({ message }) => message);
    if (messages.join("\n") === expected.join("\n")) return;
    await Promise.race([refreshed, setTimeout(10_000, undefined, { ref: false })]);
  }
  assert.fail(`never: ${expected.join(", ")}`);
}

/** The types processes of an editor's server. */
async function typesProcesses(editor: Editor): Promise<number[]> {
  return (await listProcesses()).filter(({ parent }) => parent === editor.pid).map(({ pid }) => pid);
}

test("types are followed as texts and files change, through a storm of edits and a crash, and nothing is left running", async () => {
  const folder = writeFolder(files);
  symlinkSync(path.join(root, "examples/onboarding/node_modules"), path.join(folder.root, "node_modules"), "junction");
  const editor = await startEditor(folder.root);
  try {
    assert.deepEqual(await typesProcesses(editor), []);
    await editor.open("send.ts", send);
    await settles(editor, [wrong]);

    // A file on the disk says otherwise; then a document that was never saved.
    writeFileSync(path.join(folder.root, "user.ts"), user("string"));
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri("user.ts"), type: 2 }] });
    await settles(editor, []);
    await editor.open("user.ts", user("null"));
    await settles(editor, ["`userId` of `app/activated` must be a string, not null"]);

    // Only the text at the end of the storm counts.
    for (let k = 0; k < 60; k++) {
      const text = editor.text("user.ts");
      const [, type = ""] = /id: (\w+)/.exec(text) ?? [];
      const at = text.indexOf(type);
      await editor.edit("user.ts", at, at + type.length, ["string", "boolean", "number"][k % 3] ?? "");
    }
    await settles(editor, [wrong]);

    const [first = 0] = await typesProcesses(editor);
    process.kill(first, "SIGKILL");
    await editor.edit("user.ts", 0, editor.text("user.ts").length, user("boolean"));
    await settles(editor, ["`userId` of `app/activated` must be a string, not a boolean"]);
    const left = await typesProcesses(editor);
    assert.equal(left.length, 1);
    assert.notEqual(left[0], first);

    await editor.setSettings({ types: { enable: false } });
    await settles(editor, []);
    assert.equal(await editor.close(), 0);
    assert.deepEqual(editor.logged, []);
    // The system takes its time over a process that has ended.
    while ((await listProcesses()).some(({ pid }) => left.includes(pid))) await setTimeout(10);
  } finally {
    editor.kill();
    folder.remove();
  }
});

test("a process that outgrows its heap ends, and is heard of", async () => {
  const folder = writeFolder(files);
  symlinkSync(path.join(root, "examples/onboarding/node_modules"), path.join(folder.root, "node_modules"), "junction");
  try {
    const how = await new Promise<string>((resolve, reject) => {
      const started = startTypesProcess({ onCrash: resolve, onAnswer: (answer) => { if (answer.kind === "done") reject(new Error("it fits in 24 MB")); } }, 24);
      started.ask({ id: 1, texts: [], changed: [], structure: false, files: [path.join(folder.root, "send.ts")] });
    });
    assert.match(how, /heap out of memory/);
  } finally {
    folder.remove();
  }
});
