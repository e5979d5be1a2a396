import assert from "node:assert/strict";
import { test } from "node:test";
import type { CodeAction } from "vscode-languageserver-protocol/node";
import { inEditor, positionAt } from "./testing/editor.ts";

const main = `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
export const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ step }) => {
  const user = await load();
  await step.sendEvent({ name: "app/b", data: { user } });
  step.run("late", () => 1);
});
`;

test("the id that an extraction makes up is selected where the editor knows how", async () => {
  const written = main.replace("async ({ step })", "async ({ event })").replace(/ {2}await step[^]*"late".*\n/, "");
  await inEditor({ "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "main.ts": written }, async (editor) => {
    await editor.open("main.ts", written);
    const [extract] = await editor.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: editor.uri("main.ts") }, context: { diagnostics: [] },
      range: { start: positionAt(written, written.indexOf("const user")), end: positionAt(written, written.indexOf("load();") + "load();".length) },
    });
    // `  await step.run("load", …`: nobody reads `user`.
    assert.deepEqual(extract?.command, { title: "Select the id", command: "inngest.selectText", arguments: [{ at: { uri: editor.uri("main.ts"), line: 3, character: 18 }, length: 4 }] });
  }, { initializationOptions: { functionCommands: true } });
});

test("refactors of a selection, and fix-all by rule", async () => {
  await inEditor({ "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "main.ts": main }, async (editor) => {
    await editor.open("main.ts", main);
    const ask = (from: string, to: string, only?: string[]): Promise<CodeAction[]> => editor.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri: editor.uri("main.ts") }, range: { start: positionAt(main, main.indexOf(from)), end: positionAt(main, main.indexOf(to) + to.length) }, context: { diagnostics: [], ...(only ? { only } : {}) },
    });
    const show = (actions: readonly CodeAction[]): string[] => actions.map(({ title, kind }) => `${kind ?? ""}: ${title}`);
    const [extract] = await ask("const user", "load();");
    assert.equal(extract?.kind, "refactor.extract");
    const [change] = extract.edit?.documentChanges ?? [];
    assert.ok(change && "edits" in change);
    assert.deepEqual(change.edits.map((edit) => "newText" in edit && edit.newText), ['const user = await step.run("load", () => load());']);
    assert.equal(extract.command, undefined);
    assert.deepEqual(show(await ask("const user", "load();", ["quickfix"])), []);
    assert.deepEqual(show(await ask('"app/b"', '"app/b"', ["refactor.rewrite"])), ["refactor.rewrite: Declare `app/b` with `eventType`"]);

    assert.deepEqual(show(await ask("import", "import", ["source.fixAll"])), ["source.fixAll.inngest: Fix all Inngest problems"]);
    const byRule = await ask("import", "import", ["source.fixAll.inngest.await-step"]);
    assert.deepEqual(show(byRule), ["source.fixAll.inngest.await-step: Fix all `await-step`"]);
    assert.match(JSON.stringify(byRule), /"await "/);
    assert.deepEqual(show(await ask("import", "import", ["source.fixAll.inngest.no-such-rule"])), []);
  });
});
