import assert from "node:assert/strict";
import { test } from "node:test";
import type { CodeAction } from "vscode-languageserver-protocol/node";
import { everyFix } from "../../../test/every-fix.ts";
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
    assert.deepEqual(show(await ask('"app/b"', '"app/b"', ["refactor.rewrite"])), ["refactor.rewrite: Declare 'app/b' with 'eventType'"]);

    assert.deepEqual(show(await ask("import", "import", ["source.fixAll"])), ["source.fixAll.inngest: Fix all Inngest problems"]);
    const byRule = await ask("import", "import", ["source.fixAll.inngest.await-step"]);
    assert.deepEqual(show(byRule), ["source.fixAll.inngest.await-step: Fix all 'await-step' problems"]);
    assert.match(JSON.stringify(byRule), /"await "/);
    assert.deepEqual(show(await ask("import", "import", ["source.fixAll.inngest.no-such-rule"])), []);
  });
});

/** In the words of the light bulb, the preferred ones marked. */
const titles = [
  "* Add the step id 'send-app-user-activated'", "* Await the step", "* Change to '90m'", "* Change to 'app/user.activated'", "* Change to 'new Date().toISOString()'", "* Change to 'plan'",
  "* Convert to milliseconds", "* Rename to 'a-2'", "* Rename to 'userId'", "* Run the steps one after another, in a 'for' loop", "* Send with 'step.sendEvent'", "* Sleep for '1m'", "* Use the id 'b'",
  "* Wrap in 'step.run'", "Add 'app/trial.upgraded' to 'externalEvents' in package.json", "Add 'app/user.activted' to 'externalEvents' in package.json", "Add 'app/user.signup' to 'externalEvents' in package.json", "Add the missing key 'userId'", "Put quotes around 'team'", "Rename to 'a-2'", "Run the steps in parallel, in an awaited 'Promise.all'", "Throw the error again",
];

test("the light bulb's words for every mistake", async () => {
  const events = 'import { eventType } from "inngest";\nimport { z } from "zod";\nexport const signup = eventType("app/user.signup", { schema: z.object({ email: z.string(), plan: z.enum(["free", "team"]).optional() }) });\nexport const activated = eventType("app/user.activated", { schema: z.object({ userId: z.string() }) });\n';
  const listener = 'import { inngest } from "./client";\nexport const welcome = inngest.createFunction({ id: "welcome", triggers: { event: "app/user.activated" } }, async () => {});\n';
  await inEditor({ "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "client.ts": 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n', "events.ts": events, "listener.ts": listener }, async (editor) => {
    await editor.open("everything.ts", everyFix("./client"));
    const ask = async (): Promise<string[]> => {
      const actions = await editor.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
        textDocument: { uri: editor.uri("everything.ts") }, range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } }, context: { diagnostics: [], only: ["quickfix"] },
      });
      return [...new Set(actions.filter(({ title }) => !title.startsWith("Disable '")).map(({ title, isPreferred }) => `${isPreferred ? "* " : ""}${title}`))].sort();
    };
    await editor.settles(ask, titles);
  }, { settings: { externalEvents: [] } });
});

test("an event of others is named in package.json: at once, and into what is not saved yet", async () => {
  const text = 'import { Inngest } from "inngest";\nconst inngest = new Inngest({ id: "app" });\nexport const f = inngest.createFunction({ id: "f", triggers: [{ event: "stripe/charge.failed" }, { event: "app/a" }] }, async () => {});\nawait inngest.send([{ name: "app/a" }, { name: "crm/lead" }]);\n';
  const manifest = '{\n  "dependencies": { "inngest": "^4.0.0" }\n}\n';
  await inEditor({ "package.json": manifest, "main.ts": text }, async (editor) => {
    await editor.open("main.ts", text);
    const messages = async (): Promise<unknown[]> => (await editor.diagnostics("main.ts")).map(({ message }) => message);
    const [unsent, unheard] = ["nothing in this workspace sends `stripe/charge.failed`; name it in `inngest.externalEvents` if others do", "nothing in this workspace listens to `crm/lead`; name it in `inngest.externalEvents` if others do"];
    await editor.settles(messages, [unsent, unheard]);
    /** Applies the fix as an editor does, to the document where it is open. */
    const nameExternal = async (event: string, before: string): Promise<string> => {
      const at = positionAt(text, text.indexOf(event));
      const actions = await editor.connection.sendRequest<CodeAction[]>("textDocument/codeAction", { textDocument: { uri: editor.uri("main.ts") }, range: { start: at, end: at }, context: { diagnostics: [], only: ["quickfix"] } });
      const action = actions.find(({ title }) => title === `Add '${event}' to 'externalEvents' in package.json`);
      const [change] = action?.edit?.documentChanges ?? [];
      assert.ok(change && "edits" in change && action?.isPreferred !== true);
      const [edit] = change.edits;
      assert.ok(edit && "newText" in edit && change.textDocument.uri === editor.uri("package.json"));
      const lines = before.split("\n");
      const offset = ({ line, character }: { line: number; character: number }): number => lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, character);
      return before.slice(0, offset(edit.range.start)) + edit.newText + before.slice(offset(edit.range.end));
    };
    const once = await nameExternal("crm/lead", manifest);
    assert.deepEqual((JSON.parse(once) as { inngest: unknown }).inngest, { externalEvents: ["crm/lead"] });
    await editor.open("package.json", once);
    await editor.settles(messages, [unsent]);

    await editor.edit("package.json", 2, 2, '  "name": "typed, and not saved",\n');
    const twice = await nameExternal("stripe/charge.failed", editor.text("package.json"));
    assert.deepEqual(JSON.parse(twice), { name: "typed, and not saved", dependencies: { inngest: "^4.0.0" }, inngest: { externalEvents: ["crm/lead", "stripe/charge.failed"] } });
    await editor.edit("package.json", 0, editor.text("package.json").length, twice);
    await editor.settles(messages, []);

    await editor.edit("package.json", 0, 1, "");
    assert.deepEqual(await messages(), [], "what is half typed is as it was");
    await editor.connection.sendNotification("textDocument/didClose", { textDocument: { uri: editor.uri("package.json") } });
    await editor.settles(messages, [unsent, unheard]);
  }, { settings: { externalEvents: [] } });
});
