import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { CodeAction, CodeLens, DocumentDiagnosticReport, Hover, WorkspaceDiagnosticReport } from "vscode-languageserver-protocol/node";
import type { FunctionSummary } from "../../../shared/protocol/functions.ts";
import type { FunctionTree } from "../../../shared/protocol/function-tree.ts";
import { inEditor } from "./testing/editor.ts";

const manifest = JSON.stringify({ name: "app", dependencies: { inngest: "^4.0.0" } });
const client = `import { Inngest, eventType } from "inngest";
import { z } from "zod";
export const inngest = new Inngest({ id: "app" });
export const activated = eventType("app/user.activated", { schema: z.object({ userId: z.string(), plan: z.enum(["free", "pro"]).optional() }) });
`;
const wrong = `import { inngest } from "./client";
export const greet = inngest.createFunction({ id: "greet", triggers: { event: "app/user.signup" } }, async ({ step }) => {
  await step.run("load", () => 1);
  await step.sendEvent({ name: "app/user.activated", data: { userId: "u" } });
  await step.run("load", () => 2);
});
`;
const files = { "package.json": manifest, "client.ts": client, "greet.ts": wrong };

const codes = (diagnostics: readonly { code?: string | number }[]): unknown[] => diagnostics.map(({ code }) => code);

test("open, diagnose, edit, fix, hover, lens, shut down", async () => {
  await inEditor(files, async (editor) => {
    await editor.open("greet.ts", wrong);
    const found = await editor.diagnostics("greet.ts");
    assert.deepEqual(codes(found), ["unique-step-id", "missing-step-id", "unique-step-id"]);
    const [, missing] = found;
    assert.ok(missing);
    assert.equal(missing.source, "inngest");
    assert.match(missing.codeDescription?.href ?? "", /docs\/rules\/missing-step-id\.md$/);
    assert.deepEqual(missing.range, { start: { line: 3, character: 8 }, end: { line: 3, character: 22 } });

    const actions = await editor.connection.sendRequest<CodeAction[]>("textDocument/codeAction", { textDocument: { uri: editor.uri("greet.ts") }, range: missing.range, context: { diagnostics: [missing] } });
    const [fix] = actions;
    assert.ok(fix?.isPreferred);
    assert.deepEqual(fix.diagnostics, [missing]);
    const [change] = fix.edit?.documentChanges ?? [];
    assert.ok(change && "edits" in change && change.textDocument.version === 1);
    const [edit] = change.edits;
    assert.ok(edit && "newText" in edit);
    const at = wrong.indexOf("{ name:");
    assert.deepEqual(edit.range.start, { line: 3, character: 23 });
    await editor.edit("greet.ts", at, at, edit.newText);
    assert.deepEqual(codes(await editor.diagnostics("greet.ts")), ["unique-step-id", "unique-step-id"]);

    const hover = await editor.connection.sendRequest<Hover>("textDocument/hover", { textDocument: { uri: editor.uri("greet.ts") }, position: { line: 2, character: 20 } });
    // SHA-1 of `load`.
    assert.match(JSON.stringify(hover.contents), /5dbc716c4600097b85b9e51d6aeb77a4363b03ed.*`load:1`/);

    assert.equal(await editor.connection.sendRequest("textDocument/codeLens", { textDocument: { uri: editor.uri("greet.ts") } }).then((lenses) => (lenses as CodeLens[]).length), 0);
  });
});

test("lenses carry the commands for an editor that has them, unless switched off", async () => {
  await inEditor(files, async (editor) => {
    await editor.open("greet.ts", wrong);
    const ask = (): Promise<CodeLens[]> => editor.connection.sendRequest("textDocument/codeLens", { textDocument: { uri: editor.uri("greet.ts") } });
    const target = { uri: editor.uri("greet.ts"), functionId: "greet" };
    assert.deepEqual((await ask()).map(({ command }) => command).slice(0, 2), [
      { title: "Run", command: "inngest.runFunction", arguments: [target] },
      { title: "Debug", command: "inngest.debugFunction", arguments: [target] },
    ]);
    await editor.setSettings({ codeLens: { enable: false } });
    await editor.settles(ask, []);
  }, { initializationOptions: { functionCommands: true } });
});

test("severities follow the settings", async () => {
  await inEditor(files, async (editor) => {
    await editor.open("greet.ts", wrong);
    await editor.setSettings({ rules: { "missing-step-id": "hint", "unique-step-id": "off" } });
    await editor.settles(async () => (await editor.diagnostics("greet.ts")).map(({ code, severity }) => [code, severity]), [["missing-step-id", 4]]);
  });
});

test("an unchanged answer says so", async () => {
  await inEditor(files, async (editor) => {
    await editor.open("greet.ts", wrong);
    const ask = (previousResultId?: string): Promise<DocumentDiagnosticReport> =>
      editor.connection.sendRequest("textDocument/diagnostic", { textDocument: { uri: editor.uri("greet.ts") }, ...(previousResultId === undefined ? {} : { previousResultId }) });
    const first = await ask();
    assert.equal(first.kind, "full");
    assert.deepEqual(await ask(first.resultId), { kind: "unchanged", resultId: first.resultId });
    await editor.edit("greet.ts", wrong.length, wrong.length, "\n// more\n");
    assert.equal((await ask(first.resultId)).kind, "unchanged");
  });
});

test("files that are not open are listed, and followed as they change on disk", async () => {
  await inEditor(files, async (editor, root) => {
    const ask = (previousResultIds: { uri: string; value: string }[]): Promise<WorkspaceDiagnosticReport> => editor.connection.sendRequest("workspace/diagnostic", { previousResultIds });
    const first = await ask([]);
    assert.deepEqual(first.items.map(({ uri }) => uri), [editor.uri("greet.ts")]);
    const [item] = first.items;
    assert.ok(item?.kind === "full" && item.resultId !== undefined);
    assert.deepEqual(codes(item.items), ["unique-step-id", "missing-step-id", "unique-step-id"]);

    // Nothing has changed, so the second answer waits for something to say.
    const second = ask([{ uri: item.uri, value: item.resultId }]);
    writeFileSync(path.join(root, "greet.ts"), wrong.replace("sendEvent(", 'sendEvent("send", '));
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri("greet.ts"), type: 2 }] });
    const [changed] = (await second).items;
    assert.ok(changed?.kind === "full" && changed.resultId !== undefined);
    assert.deepEqual(codes(changed.items), ["unique-step-id", "unique-step-id"]);

    const third = ask([{ uri: changed.uri, value: changed.resultId }]);
    rmSync(path.join(root, "greet.ts"));
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri("greet.ts"), type: 3 }] });
    assert.deepEqual((await third).items.map((report) => report.kind === "full" ? report.items : report), [[]]);
  });
});

test("an edit of a declaration changes what is found in the files that use it", async () => {
  const sender = `import { inngest } from "./client";
export const send = () => inngest.send({ name: "app/user.activated", data: { userId: "u", plan: "gold" } });
`;
  await inEditor({ ...files, "send.ts": sender }, async (editor) => {
    await editor.open("send.ts", sender);
    await editor.open("client.ts", client);
    await editor.settles(async () => codes(await editor.diagnostics("send.ts")), ["event-payload-shape"]);
    const at = client.indexOf('"pro"');
    await editor.edit("client.ts", at, at, '"gold", ');
    assert.deepEqual(await editor.diagnostics("send.ts"), []);
  });
});

test("an editor that does not ask is sent what changes", async () => {
  await inEditor(files, async (editor) => {
    const sent: { uri: string; diagnostics: { code?: string }[] }[] = [];
    const arrived = (uri: string, count: number): Promise<void> => new Promise((resolve) => {
      const listener = editor.connection.onNotification("textDocument/publishDiagnostics", (report: { uri: string; diagnostics: { code?: string }[] }) => {
        sent.push(report);
        if (report.uri !== uri || report.diagnostics.length !== count) return;
        listener.dispose();
        resolve();
      });
    });
    const three = arrived(editor.uri("greet.ts"), 3);
    await editor.open("greet.ts", wrong);
    await three;
    const two = arrived(editor.uri("greet.ts"), 2);
    const at = wrong.indexOf("{ name:");
    await editor.edit("greet.ts", at, at, '"send", ');
    await two;
    assert.ok(sent.every(({ uri }) => uri === editor.uri("greet.ts")));
  }, { pull: false });
});

test("functions with sample events, and the tree of them all", async () => {
  const listen = `import { inngest } from "./client";\nexport const f = inngest.createFunction({ id: "listen", triggers: { event: "app/user.activated" } }, async () => {});\n`;
  await inEditor({ ...files, "listen.ts": listen }, async (editor) => {
    await editor.open("listen.ts", listen);
    const tree = (): Promise<[string | undefined, number][]> => editor.connection.sendRequest<FunctionTree>("inngest/functionTree").then((all) => all.map(({ id, steps }) => [id, steps.length]));
    await editor.settles(tree, [["greet", 3], ["listen", 0]]);
    const functions = await editor.connection.sendRequest<FunctionSummary[]>("inngest/functions", { uri: editor.uri("listen.ts") });
    assert.deepEqual(functions, [{ id: "listen", startLine: 1, endLine: 1, triggers: [{ event: "app/user.activated", sample: { userId: "user-1" } }] }]);
    const changed = new Promise<void>((resolve) => { editor.connection.onNotification("inngest/functionTreeChanged", () => { resolve(); }); });
    const at = editor.text("listen.ts").indexOf('"listen"') + 1;
    await editor.edit("listen.ts", at, at, "re");
    await changed;
  });
});

test("positions outside the text and documents never opened are answered, not crashed on", async () => {
  await inEditor(files, async (editor) => {
    await editor.open("greet.ts", wrong);
    const far = { line: 9999, character: 9999 };
    for (const uri of [editor.uri("greet.ts"), editor.uri("no-such-file.ts"), "untitled:Untitled-1", "git:/a/b.ts?ref", "not a uri"]) {
      const textDocument = { uri };
      assert.equal(await editor.connection.sendRequest("textDocument/hover", { textDocument, position: far }), null);
      await editor.connection.sendRequest("textDocument/codeAction", { textDocument, range: { start: far, end: far }, context: { diagnostics: [] } });
      await editor.connection.sendRequest("textDocument/codeLens", { textDocument });
      await editor.connection.sendRequest("textDocument/diagnostic", { textDocument });
      await editor.connection.sendNotification("textDocument/didChange", { textDocument: { uri, version: 7 }, contentChanges: uri.startsWith("file") && uri.includes("greet") ? [{ range: { start: far, end: { line: -3, character: -1 } }, text: "" }] : [{ text: "x" }] });
    }
    await editor.connection.sendNotification("textDocument/didClose", { textDocument: { uri: editor.uri("no-such-file.ts") } });
    assert.equal((await editor.diagnostics("greet.ts")).length, 0);
  });
});

test("a workspace without Inngest is not read", async () => {
  await inEditor({ "package.json": "{}", "a.ts": "export const a = 1;", "nested/b.ts": 'import { inngest } from "inngest"; // unseen until something calls for it' }, async (editor) => {
    await editor.open("a.ts", "export const a = 1;");
    assert.deepEqual(await editor.diagnostics("a.ts"), []);
    const report = await editor.connection.sendRequest<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds: [] });
    assert.deepEqual(report.items, []);
    assert.deepEqual(await editor.connection.sendRequest("inngest/functionTree"), []);
  });
});
