import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { Hover, PublishDiagnosticsParams } from "vscode-languageserver-protocol/node";
import { inEditor } from "./testing/editor.ts";

const text = 'import { Inngest } from "inngest";\nconst inngest = new Inngest({ id: "app" });\nawait inngest.send({ name: "app/a", data: { id: 1 } });\n';
const manifest = (schema: object): string => JSON.stringify({ dependencies: { inngest: "^4.0.0" }, inngest: { events: { "app/a": schema } } }, null, 2);

test("a wrong schema is told where it is written, until it is right and counts", async () => {
  await inEditor({ "package.json": manifest({ type: "object" }), "a.ts": text }, async (editor, root) => {
    /** What the editor is shown next after the manifest was written anew. */
    const afterWriting = async (schema: object): Promise<PublishDiagnosticsParams> => {
      writeFileSync(path.join(root, "package.json"), manifest(schema));
      const shown = new Promise<PublishDiagnosticsParams>((resolve) => { editor.connection.onNotification("textDocument/publishDiagnostics", resolve); });
      await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri("package.json"), type: 2 }] });
      return await shown;
    };
    const hover = async (): Promise<string> => JSON.stringify(await editor.connection.sendRequest<Hover | null>("textDocument/hover", { textDocument: { uri: editor.uri("a.ts") }, position: { line: 2, character: 30 } }));
    await editor.open("a.ts", text);
    await editor.settles(async () => (await hover()).includes("package.json"), true);
    const { uri, diagnostics: [problem] } = await afterWriting({ type: "objct" });
    assert.deepEqual([uri, problem?.message, problem?.range.start.line], [editor.uri("package.json"), "`inngest.events`: `app/a`: `type` is `objct`, which JSON Schema does not have; did you mean `object`", 6]);
    assert.deepEqual((await afterWriting({ type: "object", properties: { id: { type: "string" } } })).diagnostics, []);
    await editor.settles(async () => (await editor.diagnostics("a.ts")).map(({ message }) => message), ["`id` of `app/a` must be a string, not a number"]);
    assert.match(await hover(), /id\?: string/);
  });
});

test("a wrong severity, a rule that is none and a field that is none are told where they are written", async () => {
  const wrong = JSON.stringify({ dependencies: { inngest: "^4.0.0" }, inngest: { rules: { "await-step": "eror", "await-stp": "off" }, rule: {} } }, null, 2);
  await inEditor({ "package.json": wrong, "a.ts": text }, async (editor) => {
    const shown = new Promise<PublishDiagnosticsParams>((resolve) => { editor.connection.onNotification("textDocument/publishDiagnostics", resolve); });
    await editor.open("a.ts", text);
    const { uri, diagnostics } = await shown;
    assert.equal(uri, editor.uri("package.json"));
    assert.deepEqual(diagnostics.map(({ message, range }) => `${String(range.start.line)}: ${message}`), [
      "9: `inngest` has `rules`, `events` and `externalEvents`, not `rule`",
      "6: `inngest.rules`: `await-step` is error, warning, info, hint or off, not `eror`",
      "7: `inngest.rules`: there is no rule `await-stp`; did you mean `await-step`",
    ]);
  });
});

test("schemas in an editor's settings", async () => {
  await inEditor({ "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "a.ts": text, "schema.json": '{ "properties": { "id": { "type": "string" } } }' }, async (editor) => {
    await editor.open("a.ts", text);
    await editor.settles(async () => (await editor.diagnostics("a.ts")).map(({ message }) => message), ["`id` of `app/a` must be a string, not a number"]);
  }, { settings: { events: { "app/a": "schema.json" } } });
});

test("a package.json that is no JSON is told of where it has an `inngest` field", async () => {
  const broken = '{\n  "dependencies": { "inngest": "^4.0.0" }\n  "inngest": { "rules": { "await-step": "off" } }\n}\n';
  await inEditor({ "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "a/package.json": broken, "b/package.json": '{ "name": "b", }}', "a.ts": text }, async (editor) => {
    const shown: PublishDiagnosticsParams[] = [];
    let isTold = (): void => { /* Set below. */ };
    editor.connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => { shown.push(params); isTold(); });
    const told = (): Promise<void> => new Promise((resolve) => { isTold = resolve; });
    const first = told();
    await editor.open("a.ts", text);
    await first;
    const mended = told();
    await editor.open("a/package.json", broken.replace("}\n", "},\n"));
    await mended;
    assert.deepEqual(shown.map(({ uri, diagnostics }) => [uri, diagnostics.map(({ message, range }) => `${String(range.start.line)}: ${message}`)]), [
      [editor.uri("a/package.json"), ["2: line 3 is no JSON, and until it is, nothing of the `inngest` field holds"]],
      [editor.uri("a/package.json"), []],
    ]);
  });
});

test("a package.json that is opened before any watcher has seen it, or that is not saved yet, is told of", async () => {
  await inEditor({ "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "a.ts": text }, async (editor) => {
    await editor.open("a.ts", text);
    await editor.diagnostics("a.ts");
    const shown = new Promise<PublishDiagnosticsParams>((resolve) => { editor.connection.onNotification("textDocument/publishDiagnostics", resolve); });
    await editor.open("new/package.json", '{ "inngest": { "rules": { "await-step": "eror" } } }');
    const { uri, diagnostics } = await shown;
    assert.deepEqual([uri, diagnostics.map(({ message }) => message)], [editor.uri("new/package.json"), ["`inngest.rules`: `await-step` is error, warning, info, hint or off, not `eror`"]]);
  });
});
