import assert from "node:assert/strict";
import { test } from "node:test";
import type { DocumentHighlight, Location, WorkspaceEdit } from "vscode-languageserver-protocol/node";
import { inEditor, positionAt } from "./testing/editor.ts";
import type { Editor } from "./testing/editor.ts";

const events = `import { Inngest, eventType } from "inngest";
export const inngest = new Inngest({ id: "app" });
export const signup = eventType("app/signup");
`;
const main = `import { inngest } from "./events";
export const f = inngest.createFunction({ id: "f", triggers: { event: "app/signup" } }, async ({ step }) => {
  await step.run("load", () => 1);
});
`;
const files = { "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "events.ts": events, "main.ts": main };

const at = (editor: Editor, text: string): { textDocument: { uri: string }; position: { line: number; character: number } } =>
  ({ textDocument: { uri: editor.uri("main.ts") }, position: positionAt(main, main.indexOf(text) + 1) });

/** Edits by file as `line:character text`. */
function toText(edit: WorkspaceEdit | null): string[] {
  return (edit?.documentChanges ?? []).flatMap((change) => "edits" in change ? change.edits.map((one) =>
    `${change.textDocument.uri.split("/").at(-1) ?? ""} ${String(one.range.start.line)}:${String(one.range.start.character)} ${"newText" in one ? one.newText : ""}`) : []).sort();
}

test("definition, references, highlights and rename of an event cross files", async () => {
  await inEditor(files, async (editor) => {
    await editor.open("main.ts", main);
    const place = at(editor, '"app/signup"');
    const ask = async <T>(method: string, more: object = {}): Promise<T> => editor.connection.sendRequest(`textDocument/${method}`, { ...place, ...more });
    const declared = { uri: editor.uri("events.ts"), range: { start: { line: 2, character: 32 }, end: { line: 2, character: 44 } } };
    const mentioned = { uri: editor.uri("main.ts"), range: { start: { line: 1, character: 70 }, end: { line: 1, character: 82 } } };
    await editor.settles(() => ask<Location[]>("definition"), [declared]);
    assert.deepEqual(await ask<Location[]>("references", { context: { includeDeclaration: true } }), [declared, mentioned]);
    assert.deepEqual(await ask<Location[]>("references", { context: { includeDeclaration: false } }), [mentioned]);
    assert.deepEqual(await ask<DocumentHighlight[]>("documentHighlight"), [{ range: mentioned.range, kind: 2 }]);
    assert.deepEqual(await ask("prepareRename"), { range: { start: { line: 1, character: 71 }, end: { line: 1, character: 81 } }, placeholder: "app/signup" });
    const edit = await ask<WorkspaceEdit>("rename", { newName: "app/joined" });
    assert.deepEqual(toText(edit), ["events.ts 2:33 app/joined", "main.ts 1:71 app/joined"]);
    assert.deepEqual(edit.changeAnnotations, {});
    await assert.rejects(ask("rename", { newName: "inngest/x" }), /names that start with `inngest\/` are Inngest's own/);
  });
});

test("a step's rename tells of runs in flight; what only may be meant waits for the user's word", async () => {
  const branches = main.replace('await step.run("load", () => 1);', 'if (x) await step.run("load", () => 1); else await step.run("load", () => 2);');
  await inEditor({ ...files, "main.ts": branches }, async (editor) => {
    await editor.open("main.ts", branches);
    const warned = new Promise<string>((resolve) => { editor.connection.onNotification("window/showMessage", ({ message }: { message: string }) => { resolve(message); }); });
    const textDocument = { uri: editor.uri("main.ts") };
    const place = { textDocument, position: positionAt(branches, branches.indexOf('"load"') + 1) };
    const edit = await editor.connection.sendRequest<WorkspaceEdit>("textDocument/rename", { ...place, newName: "read" });
    assert.deepEqual(toText(edit), ["main.ts 2:25 read", "main.ts 2:63 read"]);
    assert.match(await warned, /^Runs in flight will execute `read` again/);
    const annotations = Object.entries(edit.changeAnnotations ?? {});
    assert.deepEqual(annotations.map(([, { label, needsConfirmation }]) => [label, needsConfirmation]), [["Runs in flight will execute this step again", false], ["The same id elsewhere in the function", true]]);
    const [change] = edit.documentChanges ?? [];
    assert.ok(change && "edits" in change);
    assert.deepEqual(change.edits.map((one) => (one as { annotationId?: string }).annotationId), annotations.map(([id]) => id));
    assert.equal(await editor.connection.sendRequest("textDocument/prepareRename", { textDocument, position: positionAt(branches, branches.indexOf("createFunction")) }), null);
  });
});
