/** Language features as the editor asks for them, with TypeScript's own beside them. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { codeActions, eventually, findings, open, quickFix, ruleOf } from "./support.ts";

const text = `import { inngest } from "../client.ts";

export const nightly = inngest.createFunction(
  {
    id: "nightly",
    triggers: [{ cron: "0 9 * * MON-FRI" }, { event: "app/user.signup", if: "event.data.plan == 'team'" }],
    cancelOn: [{ event: "app/trial.upgraded", if: "async.data.userId == event.data.email" }],
  },
  async ({ event, step }) => {
    await step.sleep("nap", "90m");
    await inngest.send({ name: "app/trial.started", data: { userId: event.data.email, plan: "team" } });
    await step.sendEvent("tell", { name: "app/user.activated", data: {  } });
    step.run("late", () => 1);
  },
);
`;

let document: vscode.TextDocument;

/** The place behind `needle`. */
function behind(needle: string): vscode.Position {
  const at = document.getText().indexOf(needle);
  assert.ok(at >= 0, needle);
  return document.positionAt(at + needle.length);
}

/** Asks one of the editor's own providers about the document. */
async function ask<T>(command: string, ...args: readonly unknown[]): Promise<T> {
  return vscode.commands.executeCommand<T>(command, document.uri, ...args);
}

async function hovers(needle: string, told: RegExp): Promise<void> {
  await eventually(async () => {
    const found = await ask<vscode.Hover[]>("vscode.executeHoverProvider", behind(needle));
    assert.match(found.flatMap(({ contents }) => contents).map((part) => (typeof part === "string" ? part : part.value)).join("\n"), told);
  });
}

async function completes(needle: string, label: string): Promise<void> {
  await eventually(async () => {
    const { items } = await ask<vscode.CompletionList>("vscode.executeCompletionItemProvider", behind(needle));
    const labels = items.map((item) => (typeof item.label === "string" ? item.label : item.label.label));
    assert.ok(labels.includes(label), labels.join());
  });
}

describe("language features in the editor", () => {
  before(async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder.uri, "src/inngest/functions/nightly.ts");
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    document = await open("src/inngest/functions/nightly.ts");
    await findings(document, (all) => all.some((each) => ruleOf(each) === "event-payload-shape"));
  });

  after(async () => { await vscode.workspace.fs.delete(document.uri); });

  it("hovers tell what events, steps, schedules, durations and expressions are", async () => {
    await hovers('name: "app/user.activ', /\*\*Event\*\* `app\/user\.activated`[^]*\*\*Sent by\*\*[^]*\*\*Starts\*\* `sync-crm-contact`[^]*\*\*Example\*\*/);
    await hovers('sendEvent("te', /\*\*Step\*\* `tell`: sends events once/);
    await hovers('cron: "0 9', /Fires next, in UTC:[^]*09:00/);
    await hovers('"nap", "90', /1 hour 30 minutes/);
    await hovers('if: "event.data.pl', /event\.data\.plan[^]*"starter" \| "team"/);
  });

  it("completions know names, data, paths, schedules, durations and ids", async () => {
    await completes('event: "app/trial.', "app/trial.started");
    await completes('"app/user.activated", data: { ', "userId");
    await completes("if: \"event.data.", "plan");
    await completes("event.data.plan == '", "starter");
    await completes("cron: \"0 9", "0 9 * * MON");
    await completes('"nap", "90', "90s");
    await completes('step.run("', "create-account");
  });

  it("the outline and the search for symbols list functions and steps", async () => {
    await eventually(async () => {
      const symbols = await ask<vscode.DocumentSymbol[]>("vscode.executeDocumentSymbolProvider");
      const nightly = symbols.find(({ name, children }) => name === "nightly" && children.some((child) => child.name === "nap"));
      assert.deepEqual(nightly?.children.map(({ name }) => name), ["nap", "tell", "late"]);
    });
    await eventually(async () => {
      const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>("vscode.executeWorkspaceSymbolProvider", "charge-card");
      assert.ok(found.some(({ name, containerName }) => name === "charge-card" && containerName === "charge-plan"));
    });
  });

  it("an event leads to its declaration, and is renamed with it", async () => {
    await eventually(async () => {
      const [definition] = await ask<(vscode.Location | vscode.LocationLink)[]>("vscode.executeDefinitionProvider", behind('"app/trial.sta'));
      assert.ok(definition);
      assert.ok(("targetUri" in definition ? definition.targetUri : definition.uri).path.endsWith("/events.ts"));
    });
    await eventually(async () => {
      const edit = await ask<vscode.WorkspaceEdit>("vscode.executeDocumentRenameProvider", behind('"app/trial.sta'), "app/trial.begun");
      assert.deepEqual(edit.entries().map(([uri]) => uri.path.slice(uri.path.lastIndexOf("/") + 1)).sort(), ["events.ts", "nightly.ts"]);
    });
  });

  it("TypeScript's own answers stay: calls, colours and names of variables", async () => {
    const onboarding = await open("src/inngest/functions/user-onboarding.ts");
    const call = onboarding.positionAt(onboarding.getText().indexOf("createAccount(event"));
    await eventually(async () => {
      const calls = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>("vscode.prepareCallHierarchy", onboarding.uri, call);
      assert.deepEqual(calls.map(({ name }) => name), ["createAccount"]);
    });
    await eventually(async () => {
      const tokens = await ask<vscode.SemanticTokens | undefined>("vscode.provideDocumentSemanticTokens");
      const legend = await ask<vscode.SemanticTokensLegend | undefined>("vscode.provideDocumentSemanticTokensLegend");
      assert.ok(tokens !== undefined && tokens.data.length > 0 && legend?.tokenTypes.includes("interface") === true);
    });
  });

  it("a hint names the listeners of a sent event, once it is switched on", async () => {
    const range = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = async (): Promise<string[]> => (await ask<vscode.InlayHint[]>("vscode.executeInlayHintProvider", range)).map(({ label }) => (typeof label === "string" ? label : label.map(({ value }) => value).join(""))).filter((label) => label.startsWith("→"));
    await eventually(async () => { assert.deepEqual(await hints(), []); });
    const settings = vscode.workspace.getConfiguration("inngest");
    await settings.update("inlayHints.enable", true, vscode.ConfigurationTarget.Workspace);
    await eventually(async () => { assert.ok((await hints()).includes("→ trial-journey")); });
    await settings.update("inlayHints.enable", undefined, vscode.ConfigurationTarget.Workspace);
  });

  it("refactors and quick fixes stand behind the light bulb, a comment that silences a rule among them", async () => {
    const place = behind("inngest.se");
    const range = new vscode.Range(place, place);
    await eventually(async () => {
      for (const kind of [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.Refactor]) assert.ok((await codeActions(document.uri, range, kind)).some(({ title }) => title === "Send with 'step.sendEvent'"), kind.value);
    });
    assert.ok(await vscode.workspace.applyEdit(await quickFix(document.uri, range, (title) => title === "Disable 'prefer-step-send-event' for this line")));
    assert.match(document.getText(), /\n {4}\/\/ inngest-disable-next-line prefer-step-send-event\n {4}await inngest\.send/);
    await findings(document, (all) => all.length > 0 && !all.some((each) => ruleOf(each) === "prefer-step-send-event"));
  });

  it("one rule's fixes are made on save, the others' are not", async () => {
    const settings = vscode.workspace.getConfiguration("editor");
    await settings.update("codeActionsOnSave", { "source.fixAll.inngest.await-step": "explicit" }, vscode.ConfigurationTarget.Workspace);
    await eventually(async () => {
      // Only what has changed is saved.
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(document.lineCount, 0), "\n");
      assert.ok(await vscode.workspace.applyEdit(edit) && await document.save());
      assert.match(document.getText(), /await step\.run\("late"/);
    });
    assert.match(document.getText(), /data: { {2}}/);
    await settings.update("codeActionsOnSave", undefined, vscode.ConfigurationTarget.Workspace);
  });

  it("every command that the extension contributes is there", async () => {
    const extension = vscode.extensions.getExtension("stepwise.stepwise-inngest");
    const { contributes } = extension?.packageJSON as { readonly contributes: { readonly commands: readonly { readonly command: string }[] } };
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(contributes.commands.map(({ command }) => command).filter((command) => !known.has(command)), []);
  });
});
