import assert from "node:assert/strict";
import { test } from "node:test";
import { CancellationTokenSource } from "vscode-languageserver-protocol/node";
import { tried } from "../../../test/property.ts";
import type { Editor } from "./testing/editor.ts";
import { startEditor, writeFolder } from "./testing/editor.ts";
import { createRandom } from "./testing/random.ts";

const text = `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
export const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ step }) => {
  await step.sendEvent({ name: "app/b", data: {} });
});
`;

/** Cancelled, or asked of a text that was edited before the workspace was read. */
const refused = /cancel|the text has changed since/i;

/** What a server answers at each line of the file. */
async function askAll(editor: Editor, method: string): Promise<unknown[]> {
  const textDocument = { uri: editor.uri("f.ts") };
  return await Promise.all(text.split("\n").map(async (line, index) => {
    const position = { line: index, character: Math.floor(line.length / 2) };
    return await editor.connection.sendRequest(`textDocument/${method}`, {
      textDocument, position, range: { start: position, end: position }, newName: "app/new", context: { diagnostics: [], includeDeclaration: true },
    }).catch((error: unknown) => String(error));
  }));
}

const { numRuns, seed } = tried(1, 7);

for (let run = 0; run < numRuns; run++) {
  const own = seed + run;
  test(`a session in no order, with stale versions and cancelled requests, stays alive and ends in the right answer (seed ${String(own)})`, () => tryInNoOrder(own));
}

async function tryInNoOrder(own: number): Promise<void> {
  const { root, remove } = writeFolder({ "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "f.ts": text });
  const editor = await startEditor(root);
  const random = createRandom(own);
  const textDocument = { uri: editor.uri("f.ts") };
  const asked: Promise<unknown>[] = [];
  const place = (): { line: number; character: number } => ({ line: random(9) - 1, character: random(60) - 2 });
  const methods = ["diagnostic", "hover", "codeAction", "codeLens", "definition", "references", "documentHighlight", "prepareRename", "rename", "completion", "documentSymbol", "prepareCallHierarchy", "inlayHint"];
  try {
    for (let turn = 0; turn < 400; turn++) {
      switch (random(6)) {
        case 0: await editor.connection.sendNotification("textDocument/didOpen", { textDocument: { ...textDocument, languageId: "typescript", version: random(5), text } }); break;
        case 1: await editor.connection.sendNotification("textDocument/didClose", { textDocument }); break;
        case 2: await editor.connection.sendNotification("textDocument/didChange", { textDocument: { ...textDocument, version: random(9) }, contentChanges: [{ range: { start: place(), end: place() }, text: ["", "(", "`", "}", "step.run(", "\n"][random(6)] }] }); break;
        default: {
          const source = new CancellationTokenSource();
          const range = { start: place(), end: place() };
          const request = editor.connection.sendRequest(`textDocument/${methods[random(methods.length)] ?? "hover"}`, { textDocument, position: place(), range, newName: "app/new", context: { diagnostics: [], includeDeclaration: true } }, source.token);
          asked.push(request.catch((error: unknown) => { assert.match(String(error), refused); }));
          if (random(3) === 0) source.cancel();
        }
      }
    }
    for (let turn = 0; turn < 200; turn++) {
      const source = new CancellationTokenSource();
      const uri = turn % 3 === 0 ? editor.uri("missing.ts") : textDocument.uri;
      const request = editor.connection.sendRequest(`textDocument/${methods[turn % methods.length] ?? "hover"}`, { textDocument: { uri }, position: { line: turn * 1000, character: 1e6 }, range: { start: place(), end: place() }, newName: "app/new", context: { diagnostics: [] } }, source.token);
      asked.push(request.catch((error: unknown) => { assert.match(String(error), /cancel/i); }));
      source.cancel();
    }
    await Promise.all(asked);
    await editor.open("f.ts", text);
    const fresh = await startEditor(root);
    try {
      await fresh.open("f.ts", text);
      for (const method of methods.filter((name) => name !== "diagnostic")) assert.deepEqual(await askAll(editor, method), await askAll(fresh, method), method);
    } finally {
      fresh.kill();
    }
    assert.deepEqual((await editor.diagnostics("f.ts")).map(({ code }) => code), ["missing-step-id"]);
    assert.deepEqual(editor.logged, []);
    assert.equal(await editor.close(), 0);
  } finally {
    editor.kill();
    remove();
  }
}
