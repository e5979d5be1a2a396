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
    assert.deepEqual(show(await ask("const user", "load();", ["quickfix"])), []);
    assert.deepEqual(show(await ask('"app/b"', '"app/b"', ["refactor.rewrite"])), ["refactor.rewrite: Declare `app/b` with `eventType`"]);

    assert.deepEqual(show(await ask("import", "import", ["source.fixAll"])), ["source.fixAll.inngest: Fix all Inngest problems"]);
    const byRule = await ask("import", "import", ["source.fixAll.inngest.await-step"]);
    assert.deepEqual(show(byRule), ["source.fixAll.inngest.await-step: Fix all `await-step`"]);
    assert.match(JSON.stringify(byRule), /"await "/);
    assert.deepEqual(show(await ask("import", "import", ["source.fixAll.inngest.no-such-rule"])), []);
  });
});
