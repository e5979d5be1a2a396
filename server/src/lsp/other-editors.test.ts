/** Editors that say less of themselves than VS Code, or write what they say in another way. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { CodeAction, PublishDiagnosticsParams, SymbolInformation } from "vscode-languageserver-protocol/node";
import type { FunctionTree } from "../../../shared/protocol/function-tree.ts";
import { inEditor, startEditor, writeFolder } from "./testing/editor.ts";
import type { Editor } from "./testing/editor.ts";

const manifest = '{ "dependencies": { "inngest": "^4.0.0" } }';
const functionOf = (id: string, event: string): string => `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
export const ${id} = inngest.createFunction({ id: "${id}", triggers: { event: "app/${event}" } }, async ({ step }) => {
  await step.sendEvent({ name: "app/sent", data: {} });
});
`;
const files = { "package.json": manifest, "f.ts": functionOf("f", "a"), "g.ts": functionOf("g", "b") };
/** What each of the functions above gives rise to, once all of the folder is known. */
const all = ["event-has-sender", "missing-step-id", "known-event"];

/** Ids of all functions, once the workspace is read. */
async function functions({ connection }: Editor): Promise<(string | undefined)[]> {
  return (await connection.sendRequest<FunctionTree>("inngest/functionTree")).map(({ id }) => id);
}

/** Opens a text under any URI. */
async function openUri({ connection }: Editor, uri: string, text: string): Promise<void> {
  await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text } });
}

async function codesOf({ connection }: Editor, uri: string): Promise<unknown[]> {
  const { items } = await connection.sendRequest<{ items: { code: string }[] }>("textDocument/diagnostic", { textDocument: { uri } });
  return items.map(({ code }) => code);
}

/** The first findings that are sent of a file and are as many. */
function sent({ connection }: Editor, uri: string, count: number): Promise<PublishDiagnosticsParams> {
  return new Promise((resolve) => {
    const listener = connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      if (params.uri !== uri || params.diagnostics.length !== count) return;
      listener.dispose();
      resolve(params);
    });
  });
}

const folders: Readonly<Record<string, (root: string) => object>> = {
  "a URI that ends in a slash": (root) => ({ rootUri: `${pathToFileURL(root).href}/` }),
  "a path": (root) => ({ rootPath: root }),
  "a URI beside no folders": (root) => ({ rootUri: pathToFileURL(root).href, workspaceFolders: null }),
};

for (const [how, folder] of Object.entries(folders)) {
  test(`an editor that tells its folder by ${how}, and nothing else, is sent what is found`, async () => {
    await inEditor(files, async (editor) => {
      const told = sent(editor, editor.uri("g.ts"), all.length);
      assert.deepEqual(await functions(editor), ["f", "g"]);
      assert.deepEqual((await told).diagnostics.map(({ code }) => code), all);
      assert.deepEqual([...editor.registrations.keys()], []);
    }, { initialize: (root) => ({ processId: null, capabilities: {}, ...folder(root) }) });
  });
}

test("of a file without a folder nothing is said that others may answer", async () => {
  const text = functionOf("f", "a");
  await inEditor(files, async (editor) => {
    await editor.open("f.ts", text);
    await functions(editor);
    assert.deepEqual(await codesOf(editor, editor.uri("f.ts")), ["missing-step-id"]);
  }, { initialize: () => ({ processId: null, rootUri: null, workspaceFolders: null, capabilities: {} }) });
  const { root, remove } = writeFolder({ "elsewhere.ts": text });
  try {
    await inEditor(files, async (editor) => {
      const elsewhere = pathToFileURL(path.join(root, "elsewhere.ts")).href;
      await openUri(editor, elsewhere, text);
      await functions(editor);
      assert.deepEqual(await codesOf(editor, elsewhere), ["missing-step-id"]);
      assert.deepEqual(await codesOf(editor, editor.uri("f.ts")), all);
    }, { settings: { externalEvents: [] } });
  } finally {
    remove();
  }
});

test("the old side of a diff is no second file; a text never saved is checked, whatever its name", async () => {
  await inEditor(files, async (editor) => {
    const old = `git:${new URL(editor.uri("f.ts")).pathname}?%7B%22ref%22%3A%22HEAD%22%7D`;
    await openUri(editor, old, functionOf("f", "a"));
    await openUri(editor, "untitled:Untitled-1", functionOf("mine", "a"));
    assert.deepEqual(await functions(editor), ["f", "g", "mine"]);
    assert.deepEqual(await codesOf(editor, old), []);
    assert.deepEqual(await codesOf(editor, "untitled:Untitled-1"), ["missing-step-id"]);
    await editor.connection.sendNotification("textDocument/didChange", { textDocument: { uri: old, version: 2 }, contentChanges: [{ text: "" }] });
    await editor.connection.sendNotification("textDocument/didClose", { textDocument: { uri: old } });
    assert.deepEqual(await functions(editor), ["f", "g", "mine"]);
  });
});

test("a drive's letter is answered as the editor writes it", async () => {
  await inEditor(files, async (editor) => {
    for (const uri of ["file:///c%3A/Users/me/app/f.ts", "file:///D:/app/f.ts"]) {
      await openUri(editor, uri, files["f.ts"]);
      const range = { start: { line: 3, character: 8 }, end: { line: 3, character: 8 } };
      const [fix] = await editor.connection.sendRequest<CodeAction[]>("textDocument/codeAction", { textDocument: { uri }, range, context: { diagnostics: [] } });
      assert.deepEqual(fix?.edit?.documentChanges?.map((change) => "textDocument" in change && change.textDocument.uri), [uri]);
      const symbols = await editor.connection.sendRequest<SymbolInformation[]>("workspace/symbol", { query: "f" });
      assert.ok(symbols.some(({ location }) => location.uri === uri), uri);
    }
  }, { initialize: () => ({ processId: null, rootUri: "file:///c%3A/Users/me/app", capabilities: {} }) });
});

test("columns count UTF-16 units, also for an editor that would rather count bytes", async () => {
  const text = files["f.ts"].replace("app/sent", "app/😀ä");
  await inEditor(files, async (editor) => {
    assert.ok(editor.capabilities.positionEncoding === undefined);
    await editor.open("f.ts", text);
    const hover = await editor.connection.sendRequest<{ range: unknown }>("textDocument/hover", { textDocument: { uri: editor.uri("f.ts") }, position: { line: 3, character: 36 } });
    assert.deepEqual(hover.range, { start: { line: 3, character: 31 }, end: { line: 3, character: 40 } });
  }, { initialize: (root) => ({ processId: null, rootUri: pathToFileURL(root).href, capabilities: { general: { positionEncodings: ["utf-8", "utf-16"] } } }) });
});

test("folders come and go", async () => {
  const { root, remove } = writeFolder({ "package.json": manifest, "h.ts": functionOf("h", "c") });
  try {
    await inEditor(files, async (editor) => {
      assert.deepEqual(await functions(editor), ["f", "g"]);
      const other = { uri: pathToFileURL(root).href, name: "other" };
      const change = (event: object): Promise<void> => editor.connection.sendNotification("workspace/didChangeWorkspaceFolders", { event: { added: [], removed: [], ...event } });
      await change({ added: [other] });
      assert.deepEqual(await functions(editor), ["f", "g", "h"]);
      await change({ removed: [other] });
      assert.deepEqual(await functions(editor), ["f", "g"]);
      await change({ removed: [{ uri: editor.uri(""), name: "test" }] });
      assert.deepEqual(await functions(editor), []);
      await change({ added: [other, { uri: editor.uri(""), name: "test" }] });
      assert.deepEqual(await functions(editor), ["f", "g", "h"]);
    }, { initialize: (first) => ({ processId: null, workspaceFolders: [{ uri: pathToFileURL(first).href, name: "test" }], capabilities: { workspace: { workspaceFolders: true } } }) });
  } finally {
    remove();
  }
});

test("another branch is checked out: after the storm all is as a server finds it that starts then", async () => {
  const before = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`src/f${String(index)}.ts`, functionOf(`f${String(index)}`, `e${String(index)}`)]));
  await inEditor({ "package.json": manifest, ...before }, async (editor, root) => {
    assert.equal((await functions(editor)).length, 400);
    const names = Object.keys(before);
    const gone = names.slice(0, 100);
    const changed = names.slice(100, 300);
    const created = gone.map((name) => name.replace("/f", "/new"));
    for (const name of gone) rmSync(path.join(root, name));
    for (const name of changed) writeFileSync(path.join(root, name), (before[name] ?? "").replaceAll("app/sent", "app/other"));
    for (const [index, name] of created.entries()) writeFileSync(path.join(root, name), functionOf(`new${String(index)}`, "a"));
    const events = [...gone.map((name) => ({ uri: editor.uri(name), type: 3 })), ...changed.map((name) => ({ uri: editor.uri(name), type: 2 })), ...created.map((name) => ({ uri: editor.uri(name), type: 1 }))];
    // Watchers tell in portions, and requests come between them.
    for (let at = 0; at < events.length; at += 16) {
      void editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: events.slice(at, at + 16) });
      void functions(editor);
    }
    const fresh = await startEditor(root);
    try {
      const ask = async (asked: Editor): Promise<unknown> => [await asked.connection.sendRequest("inngest/functionTree"), await asked.connection.sendRequest("inngest/eventTree"), await codesOf(asked, asked.uri("src/f150.ts"))];
      assert.deepEqual(await ask(editor), await ask(fresh));
    } finally {
      fresh.kill();
    }
  });
});
