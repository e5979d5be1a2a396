/** What stands behind the light bulb, and what package.json offers, in the editor's own lists. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { everyFix } from "../../every-fix.ts";
import { codeActions, eventually, findings, findingsOf, open, quickFix, ruleOf } from "./support.ts";

/** Every quick fix, in the words of the light bulb. */
const fixes = [
  "Add 'app/user.activted' to 'externalEvents' in package.json", "Add the missing key 'userId'", "Add the step id 'send-app-user-activated'", "Await the step", "Change to '90m'", "Change to 'app/user.activated'", "Change to 'new Date().toISOString()'", "Change to 'plan'",
  "Convert to milliseconds", "Put quotes around 'team'", "Rename to 'a-2'", "Rename to 'userId'", "Run the steps in parallel, in an awaited 'Promise.all'", "Run the steps one after another, in a 'for' loop",
  "Send with 'step.sendEvent'", "Sleep for '1m'", "Throw the error again", "Use the id 'b'", "Wrap in 'step.run'",
];

describe("the light bulb and package.json in the editor", () => {
  let folder: vscode.Uri;
  const created: vscode.Uri[] = [];
  const create = async (name: string, text: string): Promise<vscode.TextDocument> => {
    const uri = vscode.Uri.joinPath(folder, name);
    created.push(uri);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    return open(name);
  };

  before(() => {
    const [first] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(first);
    folder = first.uri;
  });
  after(async () => { for (const uri of created) await vscode.workspace.fs.delete(uri); });

  it("every fix says what it does", async () => {
    const document = await create("src/inngest/functions/everything.ts", everyFix("../client.ts"));
    await eventually(async () => {
      const found = findingsOf(document);
      const lists = await Promise.all(found.map(({ range }) => codeActions(document.uri, range, vscode.CodeActionKind.QuickFix)));
      const offered = [...new Set(lists.flat().map(({ title }) => title))].sort();
      const rules = [...new Set(found.map(ruleOf))];
      // TypeScript may have some of its own.
      assert.deepEqual(fixes.filter((title) => !offered.includes(title)), []);
      assert.deepEqual(offered.filter((title) => title.startsWith("Disable '")), rules.map((rule) => `Disable '${rule}' for this line`).sort());
    });
  });

  it("every refactor says what it does", async () => {
    const document = await open("src/inngest/functions/everything.ts");
    const over = (text: string): vscode.Range => {
      const at = document.getText().indexOf(text);
      assert.ok(at >= 0, text);
      return new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
    };
    const offers = (text: string, title: string): Promise<void> => eventually(async () => {
      const titles = (await codeActions(document.uri, over(text), vscode.CodeActionKind.Refactor)).map((each) => each.title);
      assert.ok(titles.includes(title), titles.join());
    });
    await offers('await fetch("https://example.com");', "Extract into 'step.run'");
    await offers("inngest.send", "Send with 'step.sendEvent'");
    await offers('"app/user.activted"', "Declare 'app/user.activted' with 'eventType'");
  });

  it("an event of others is named in package.json, and counts before that is saved", async () => {
    const manifest = await create("others/package.json", '{\n  "name": "others"\n}\n');
    const document = await create("others/send.ts", 'import { inngest } from "../src/inngest/client.ts";\nexport const send = () => inngest.send({ name: "app/user.activted", data: {} });\n');
    const isUnknown = (each: vscode.Diagnostic): boolean => ruleOf(each) === "known-event";
    const found = (await findings(document, (all) => all.some(isUnknown))).find(isUnknown);
    assert.ok(found);
    const edit = await quickFix(document.uri, found.range, (title) => title === "Add 'app/user.activted' to 'externalEvents' in package.json");
    assert.deepEqual(edit.entries().map(([uri]) => uri.path), [manifest.uri.path]);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await findings(document, (all) => !all.some(isUnknown));
    assert.ok(manifest.isDirty);
    assert.equal(manifest.getText(), '{\n  "name": "others",\n  "inngest": {\n    "externalEvents": ["app/user.activted"]\n  }\n}\n');
    assert.ok(await manifest.save());
  });

  it("the `inngest` field of package.json is completed, checked and explained", async () => {
    const document = await create("nested/package.json", '{\n  "name": "nested",\n  "inngest": { "rules": { "await-step": "eror" }, "externalEvents": [] }\n}\n');
    const behind = (needle: string): vscode.Position => document.positionAt(document.getText().indexOf(needle) + needle.length);
    const completions = async (place: vscode.Position): Promise<string[]> => (await vscode.commands.executeCommand<vscode.CompletionList>("vscode.executeCompletionItemProvider", document.uri, place)).items.map(({ label }) => (typeof label === "string" ? label : label.label));
    await eventually(async () => {
      const rules = await completions(behind('"rules": {'));
      assert.ok(rules.includes("stable-step-id") && !rules.includes("await-step"), "what is there is not offered again");
    });
    await eventually(async () => { assert.deepEqual((await completions(behind('"await-step": '))).sort(), ['"error"', '"hint"', '"info"', '"off"', '"warning"']); });
    await eventually(async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, behind('"await-st'));
      assert.match(hovers.flatMap(({ contents }) => contents).map((part) => (typeof part === "string" ? part : part.value)).join("\n"), /A step's promise is awaited, returned or collected/);
    });
    const [problem] = await findings(document, (all) => all.length > 0);
    assert.equal(problem?.message, "`inngest.rules`: `await-step` is error, warning, info, hint or off, not `eror`");
  });
});
