import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { watch } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import type { WorkspaceDiagnosticReport } from "vscode-languageserver-protocol/node";
import type { FunctionTree } from "../../../shared/protocol/function-tree.ts";
import { startEditor, writeFolder } from "./testing/editor.ts";
import type { Editor } from "./testing/editor.ts";

const client = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n';
const fn = (id: string): string => `import { inngest } from "./client";\ninngest.createFunction({ id: "${id}", triggers: { event: "a" } }, async ({ step }) => { step.run("x", () => "only here"); });\n`;

async function inEditor(root: string, storageFolder: string, run: (editor: Editor) => Promise<void>): Promise<void> {
  const editor = await startEditor(root, { initializationOptions: { storageFolder } });
  try {
    await run(editor);
    assert.equal(await editor.close(), 0);
    assert.deepEqual(editor.logged, []);
  } finally {
    editor.kill();
  }
}

/** Ids of the workspace's functions, once it is read. */
async function functions(editor: Editor): Promise<(string | undefined)[]> {
  return (await editor.connection.sendRequest<FunctionTree>("inngest/functionTree")).map(({ id }) => id);
}

test("the index is kept in the editor's folder alone, and a start that finds it, changed or broken, sees what is there", async () => {
  const workspace = writeFolder({ "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "client.ts": client, "a.ts": fn("a"), "b.ts": fn("b") });
  const storage = writeFolder({ "other.txt": "not ours" });
  const before = readdirSync(workspace.root);
  let found: WorkspaceDiagnosticReport = { items: [] };
  try {
    const written = (async () => {
      for await (const { filename } of watch(storage.root)) if (filename?.endsWith(".index")) return filename;
      return undefined;
    })();
    await inEditor(workspace.root, storage.root, async (editor) => {
      found = await editor.connection.sendRequest<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds: [] });
      assert.equal(found.items.length, 2);
      assert.deepEqual(await functions(editor), ["a", "b"]);
      await written;
    });
    const [name = ""] = readdirSync(storage.root).filter((entry) => entry !== "other.txt");
    assert.equal(name, await written);
    assert.deepEqual(readdirSync(workspace.root), before);
    assert.ok(!readFileSync(path.join(storage.root, name)).includes("only here"), "text is kept");

    const diagnostics = (editor: Editor): Promise<WorkspaceDiagnosticReport> => editor.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
    await inEditor(workspace.root, storage.root, async (editor) => { assert.deepEqual((await diagnostics(editor)).items, found.items); });

    writeFileSync(path.join(workspace.root, "b.ts"), fn("changed"));
    await inEditor(workspace.root, storage.root, async (editor) => { assert.deepEqual(await functions(editor), ["a", "changed"]); });
    writeFileSync(path.join(storage.root, name), readFileSync(path.join(storage.root, name)).subarray(0, 100));
    await inEditor(workspace.root, storage.root, async (editor) => { assert.deepEqual(await functions(editor), ["a", "changed"]); });
  } finally {
    workspace.remove();
    storage.remove();
  }
});
