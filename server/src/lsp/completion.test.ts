import assert from "node:assert/strict";
import { test } from "node:test";
import type { CompletionList } from "vscode-languageserver-protocol/node";
import { inEditor, positionAt } from "./testing/editor.ts";

const main = `import { Inngest, eventType } from "inngest";
import { z } from "zod";
const inngest = new Inngest({ id: "app" });
export const signup = eventType("app/signup", { schema: z.object({ userId: z.string() }) });
export const f = inngest.createFunction({ id: "f", triggers: { event: signup, if: "event.data.us" } }, async ({ step }) => {
  await step.sendEvent("s", { name: "", data: {} });
  await step.sleep("w", "3");
});
`;

test("completions carry the range they replace, their types and their documentation", async () => {
  await inEditor({ "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }' }, async (editor) => {
    await editor.open("main.ts", main);
    const ask = (before: string): Promise<CompletionList | null> => editor.connection.sendRequest("textDocument/completion", {
      textDocument: { uri: editor.uri("main.ts") }, position: positionAt(editor.text("main.ts"), editor.text("main.ts").indexOf(before) + before.length),
    });
    const place = { line: 5, character: 37 };
    const names = await ask('name: "');
    assert.equal(names?.isIncomplete, false);
    assert.deepEqual(names.items, [{
      label: "app/signup", kind: 23, detail: "no senders, 1 listener", labelDetails: { description: "no senders, 1 listener" }, sortText: "00app/signup",
      documentation: { kind: "markdown", value: "```ts\ndata: {\n  userId: string;\n}\n```" }, textEdit: { range: { start: place, end: place }, newText: "app/signup" },
    }]);
    const at = main.indexOf('name: "') + 'name: "'.length;
    await editor.edit("main.ts", at, at, "app/signup");
    assert.deepEqual((await ask("data: {"))?.items.map(({ label, labelDetails }) => [label, labelDetails?.detail]), [["userId", ": string"]]);
    const durations = await ask('"w", "3');
    assert.equal(durations?.isIncomplete, true);
    assert.deepEqual(durations.items.map(({ label }) => label), ["3s", "3m", "3h", "3d", "3w"]);
    const paths = await ask('if: "event.data.us');
    assert.equal(paths?.isIncomplete, true);
    assert.deepEqual(paths.items.map(({ label, filterText, textEdit }) => [label, filterText, textEdit?.newText]), [["userId", "event.data.us", "event.data.userId"]]);
    assert.equal(await ask("await "), null);
  });
});
