/** Files that are renamed in the editor: it tells at once, and where nothing watches it is the only one to tell. */
import assert from "node:assert/strict";
import { mkdirSync, renameSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { WorkspaceDiagnosticReport, WorkspaceSymbol } from "vscode-languageserver-protocol/node";
import { inEditor, type Editor } from "./testing/editor.ts";

const client = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n';
const fn = (id: string): string => `import { inngest } from "../client";\nexport const f = inngest.createFunction({ id: "${id}", triggers: { event: "app/a" } }, async ({ step }) => {\n  step.run("lost", () => 1);\n});\n`;
const files = { "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "src/client.ts": client, "src/jobs/one.ts": fn("one"), "src/jobs/two.ts": fn("two") };

const move = async (editor: Editor, root: string, from: string, to: string): Promise<void> => {
  mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
  renameSync(path.join(root, from), path.join(root, to));
  await editor.connection.sendNotification("workspace/didRenameFiles", { files: [{ oldUri: editor.uri(from), newUri: editor.uri(to) }] });
};

/** Where each function stands, and which files have findings. */
async function read(editor: Editor): Promise<unknown> {
  const symbols = await editor.connection.sendRequest<WorkspaceSymbol[]>("workspace/symbol", { query: "" });
  const { items } = await editor.connection.sendRequest<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds: [] });
  const name = (uri: string): string => uri.slice(editor.uri("").length + 1);
  return {
    functions: symbols.filter(({ containerName }) => containerName === "Inngest function").map(({ name: id, location }) => `${id} in ${name(location.uri)}`).sort(),
    found: items.filter((item) => item.kind === "full" && item.items.length > 0).map(({ uri }) => name(uri)).sort(),
  };
}

test("a file and a folder that are renamed are in the index under their new names alone", async () => {
  await inEditor(files, async (editor, root) => {
    assert.deepEqual(await read(editor), { functions: ["one in src/jobs/one.ts", "two in src/jobs/two.ts"], found: ["src/jobs/one.ts", "src/jobs/two.ts"] });
    await move(editor, root, "src/jobs/one.ts", "src/jobs/first.ts");
    assert.deepEqual(await read(editor), { functions: ["one in src/jobs/first.ts", "two in src/jobs/two.ts"], found: ["src/jobs/first.ts", "src/jobs/two.ts"] });
    await move(editor, root, "src/jobs", "src/functions");
    assert.deepEqual(await read(editor), { functions: ["one in src/functions/first.ts", "two in src/functions/two.ts"], found: ["src/functions/first.ts", "src/functions/two.ts"] });
    // What they import is not where it was, so nothing is known of them; and back.
    await move(editor, root, "src/client.ts", "lib/client.ts");
    assert.deepEqual(await read(editor), { functions: [], found: [] });
    await move(editor, root, "lib/client.ts", "src/client.ts");
    assert.deepEqual(await read(editor), { functions: ["one in src/functions/first.ts", "two in src/functions/two.ts"], found: ["src/functions/first.ts", "src/functions/two.ts"] });
  });
});

test("an open document goes on under its new name, whatever is told first", async () => {
  for (const closesFirst of [true, false]) {
    await inEditor(files, async (editor, root) => {
      const text = fn("one").replace("step.run", "await step.run");
      await editor.open("src/jobs/one.ts", text);
      assert.deepEqual(await editor.diagnostics("src/jobs/one.ts"), []);
      const close = (): Promise<void> => editor.connection.sendNotification("textDocument/didClose", { textDocument: { uri: editor.uri("src/jobs/one.ts") } });
      if (closesFirst) await close();
      await move(editor, root, "src/jobs/one.ts", "src/jobs/first.ts");
      if (!closesFirst) await close();
      await editor.open("src/jobs/first.ts", text);
      assert.deepEqual(await editor.diagnostics("src/jobs/first.ts"), []);
      assert.deepEqual(await read(editor), { functions: ["one in src/jobs/first.ts", "two in src/jobs/two.ts"], found: ["src/jobs/two.ts"] });
    });
  }
});
