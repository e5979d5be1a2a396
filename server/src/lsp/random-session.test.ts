import assert from "node:assert/strict";
import { test } from "node:test";
import { CancellationTokenSource } from "vscode-languageserver-protocol/node";
import { startEditor, writeFolder } from "./testing/editor.ts";

const text = `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
export const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ step }) => {
  await step.sendEvent({ name: "app/b", data: {} });
});
`;

/** A small seeded generator, so that a failure can be run again. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

test("a session in no order, with stale versions and cancelled requests, stays alive and ends in the right answer", async () => {
  const { root, remove } = writeFolder({ "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "f.ts": text });
  const editor = await startEditor(root);
  const random = createRandom(7);
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
          asked.push(request.catch((error: unknown) => { assert.match(String(error), /cancel/i); }));
          if (random(3) === 0) source.cancel();
        }
      }
    }
    await Promise.all(asked);
    await editor.open("f.ts", text);
    assert.deepEqual((await editor.diagnostics("f.ts")).map(({ code }) => code), ["missing-step-id"]);
    assert.deepEqual(editor.logged, []);
    assert.equal(await editor.close(), 0);
  } finally {
    editor.kill();
    remove();
  }
});
