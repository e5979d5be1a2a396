import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall, CodeLens, DocumentSymbol, InlayHint, SymbolInformation } from "vscode-languageserver-protocol/node";
import type { EventTree } from "../../../shared/protocol/event-tree.ts";
import { inEditor, positionAt } from "./testing/editor.ts";

const main = `import { Inngest, eventType } from "inngest";
const inngest = new Inngest({ id: "app" });
export const signup = eventType("app/signup");
export const f = inngest.createFunction({ id: "f", triggers: { event: signup } }, async ({ step }) => {
  await step.sendEvent("send", { name: "app/done", data: {} });
});
export const g = inngest.createFunction({ id: "g", triggers: { event: "app/done" } }, async () => {});
`;
const files = { "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "main.ts": main };

test("call hierarchy along events, both ways", async () => {
  await inEditor(files, async (editor) => {
    await editor.open("main.ts", main);
    const [item] = await editor.connection.sendRequest<CallHierarchyItem[]>("textDocument/prepareCallHierarchy", { textDocument: { uri: editor.uri("main.ts") }, position: positionAt(main, main.indexOf('"send"') + 1) });
    assert.equal(item?.name, "f");
    const [sent] = await editor.connection.sendRequest<CallHierarchyOutgoingCall[]>("callHierarchy/outgoingCalls", { item });
    assert.deepEqual([sent?.to.name, sent?.fromRanges], ["app/done", [{ start: positionAt(main, main.indexOf('"app/done"')), end: positionAt(main, main.indexOf('"app/done"') + 10) }]]);
    const [started] = await editor.connection.sendRequest<CallHierarchyOutgoingCall[]>("callHierarchy/outgoingCalls", { item: sent?.to });
    assert.equal(started?.to.name, "g");
    const [event] = await editor.connection.sendRequest<CallHierarchyIncomingCall[]>("callHierarchy/incomingCalls", { item: started.to });
    assert.equal(event?.from.name, "app/done");
    const [sender] = await editor.connection.sendRequest<CallHierarchyIncomingCall[]>("callHierarchy/incomingCalls", { item: event.from });
    assert.equal(sender?.from.name, "f");
    assert.equal(await editor.connection.sendRequest("callHierarchy/incomingCalls", { item: { ...item, data: { kind: "someone else's" } } }), null);
    assert.equal(editor.capabilities.callHierarchyProvider, true);
  });
});

test("an editor that asks for hierarchies itself is not offered them for good", async () => {
  await inEditor(files, (editor) => Promise.resolve(assert.equal(editor.capabilities.callHierarchyProvider, false)), { initializationOptions: { callHierarchyOnDemand: true } });
});

test("symbols of a file and of the workspace", async () => {
  await inEditor(files, async (editor) => {
    await editor.open("main.ts", main);
    const symbols = await editor.connection.sendRequest<DocumentSymbol[]>("textDocument/documentSymbol", { textDocument: { uri: editor.uri("main.ts") } });
    assert.deepEqual(symbols.map(({ name, children }) => [name, children?.map((child) => child.name)]), [["app/signup", []], ["f", ["send"]], ["g", []]]);
    await editor.settles(() => editor.connection.sendRequest<SymbolInformation[]>("workspace/symbol", { query: "done" }).then((found) => found.map(({ name }) => name)), ["app/done"]);
  });
});

test("the tree of events follows edits", async () => {
  await inEditor(files, async (editor) => {
    await editor.open("main.ts", main);
    const ask = async (): Promise<string[]> => (await editor.connection.sendRequest<EventTree>("inngest/eventTree")).map(({ name, leaves }) => `${name}: ${leaves.map(({ label, role }) => `${label} ${role}`).join(", ")}`);
    await editor.settles(ask, ["app/done: f sends, g starts", "app/signup: f starts"]);
    const changed = new Promise<void>((resolve) => { editor.connection.onNotification("inngest/eventTreeChanged", () => { resolve(); }); });
    const at = main.lastIndexOf('"app/done"') + 5;
    await editor.edit("main.ts", at, at + 4, "over");
    await changed;
    assert.deepEqual(await ask(), ["app/done: f sends", "app/over: g starts", "app/signup: f starts"]);
  });
});

test("lenses count senders and listeners and carry their places; hints wait for the setting", async () => {
  await inEditor(files, async (editor) => {
    await editor.open("main.ts", main);
    const textDocument = { uri: editor.uri("main.ts") };
    const ask = async (): Promise<(string | undefined)[]> => (await editor.connection.sendRequest<CodeLens[]>("textDocument/codeLens", { textDocument })).map(({ command }) => command?.title);
    await editor.settles(ask, ["Run", "Debug", "Run", "Debug", "no senders", "1 listener", "1 sender", "no senders", "1 listener"]);
    const lenses = await editor.connection.sendRequest<CodeLens[]>("textDocument/codeLens", { textDocument });
    assert.deepEqual(lenses[5]?.command, {
      title: "1 listener", command: "inngest.showPlaces",
      arguments: [{ at: { uri: textDocument.uri, line: 3, character: 17 }, places: [{ uri: textDocument.uri, line: 6, character: 70 }] }],
    });
    const hints = async (): Promise<unknown[]> => (await editor.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", { textDocument, range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } } })).map(({ label }) => label);
    assert.deepEqual(await hints(), []);
    await editor.setSettings({ codeLens: { events: false }, inlayHints: { enable: true } });
    await editor.settles(ask, ["Run", "Debug", "Run", "Debug"]);
    assert.deepEqual(await hints(), ["→ g"]);
  }, { initializationOptions: { functionCommands: true } });
});
