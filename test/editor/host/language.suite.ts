/** Language features as the editor asks for them, with TypeScript's own beside them. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { eventually, findings, open, ruleOf } from "./support.ts";

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

async function hoverAt(needle: string): Promise<string> {
  const hovers = await ask<vscode.Hover[]>("vscode.executeHoverProvider", behind(needle));
  return hovers.flatMap(({ contents }) => contents).map((part) => (typeof part === "string" ? part : part.value)).join("\n");
}

async function completionsAt(needle: string): Promise<string[]> {
  const { items } = await ask<vscode.CompletionList>("vscode.executeCompletionItemProvider", behind(needle));
  return items.map(({ label }) => (typeof label === "string" ? label : label.label));
}

async function actionsAt(needle: string, kind: vscode.CodeActionKind): Promise<vscode.CodeAction[]> {
  const place = behind(needle);
  return ask<vscode.CodeAction[]>("vscode.executeCodeActionProvider", new vscode.Range(place, place), kind.value, 50);
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
    assert.match(await hoverAt('name: "app/user.activ'), /\*\*Event\*\* `app\/user\.activated`[^]*\*\*Sent by\*\*[^]*\*\*Starts\*\* `sync-crm-contact`[^]*\*\*Example\*\*/);
    assert.match(await hoverAt('sendEvent("te'), /\*\*Step\*\* `tell`: sends events once/);
    assert.match(await hoverAt('cron: "0 9'), /Fires next, in UTC:[^]*09:00/);
    assert.match(await hoverAt('"nap", "90'), /1 hour 30 minutes/);
    assert.match(await hoverAt('if: "event.data.pl'), /event\.data\.plan[^]*"starter" \| "team"/);
  });

  it("completions know names, data, paths, schedules, durations and ids", async () => {
    assert.ok((await completionsAt('event: "app/trial.')).includes("app/trial.started"));
    assert.ok((await completionsAt('"app/user.activated", data: { ')).includes("userId"));
    assert.ok((await completionsAt("if: \"event.data.")).includes("plan"));
    assert.ok((await completionsAt("event.data.plan == '")).includes("starter"));
    assert.ok((await completionsAt("cron: \"0 9")).includes("0 9 * * MON"));
    assert.ok((await completionsAt('"nap", "90')).includes("90s"));
    assert.ok((await completionsAt('step.run("')).includes("create-account"));
  });

  it("the outline and the search for symbols list functions and steps", async () => {
    const symbols = await ask<vscode.DocumentSymbol[]>("vscode.executeDocumentSymbolProvider");
    const nightly = symbols.find(({ name, children }) => name === "nightly" && children.some((child) => child.name === "nap"));
    assert.deepEqual(nightly?.children.map(({ name }) => name), ["nap", "tell", "late"]);
    const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>("vscode.executeWorkspaceSymbolProvider", "charge-card");
    assert.ok(found.some(({ name, containerName }) => name === "charge-card" && containerName === "charge-plan"));
  });

  it("an event leads to its declaration, and is renamed with it", async () => {
    const [definition] = await ask<(vscode.Location | vscode.LocationLink)[]>("vscode.executeDefinitionProvider", behind('"app/trial.sta'));
    assert.ok(definition);
    assert.ok(("targetUri" in definition ? definition.targetUri : definition.uri).path.endsWith("/events.ts"));
    const edit = await ask<vscode.WorkspaceEdit>("vscode.executeDocumentRenameProvider", behind('"app/trial.sta'), "app/trial.begun");
    assert.deepEqual(edit.entries().map(([uri]) => uri.path.slice(uri.path.lastIndexOf("/") + 1)).sort(), ["events.ts", "nightly.ts"]);
  });

  it("TypeScript's own answers stay: calls, colours and names of variables", async () => {
    const onboarding = await open("src/inngest/functions/user-onboarding.ts");
    const call = onboarding.positionAt(onboarding.getText().indexOf("createAccount(event"));
    const calls = await eventually(async () => vscode.commands.executeCommand<vscode.CallHierarchyItem[]>("vscode.prepareCallHierarchy", onboarding.uri, call), (found) => found.length > 0);
    assert.deepEqual(calls.map(({ name }) => name), ["createAccount"]);
    await eventually(() => ask<vscode.SemanticTokens | undefined>("vscode.provideDocumentSemanticTokens"), (tokens) => tokens !== undefined && tokens.data.length > 0);
    const legend = await ask<vscode.SemanticTokensLegend>("vscode.provideDocumentSemanticTokensLegend");
    assert.ok(legend.tokenTypes.includes("interface"));
  });

  it("a hint names the listeners of a sent event, once it is switched on", async () => {
    const range = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = async (): Promise<string[]> => (await ask<vscode.InlayHint[]>("vscode.executeInlayHintProvider", range)).map(({ label }) => (typeof label === "string" ? label : label.map(({ value }) => value).join("")));
    assert.deepEqual((await hints()).filter((label) => label.startsWith("→")), []);
    const settings = vscode.workspace.getConfiguration("inngest");
    await settings.update("inlayHints.enable", true, vscode.ConfigurationTarget.Workspace);
    const shown = await eventually(hints, (found) => found.some((label) => label.startsWith("→")));
    assert.ok(shown.includes("→ trial-journey"), shown.join());
    await settings.update("inlayHints.enable", undefined, vscode.ConfigurationTarget.Workspace);
  });

  it("refactors and quick fixes stand behind the light bulb, a comment that silences a rule among them", async () => {
    assert.ok((await actionsAt("inngest.se", vscode.CodeActionKind.QuickFix)).some(({ title }) => title === "Send with 'step.sendEvent'"));
    const disable = (await actionsAt("inngest.se", vscode.CodeActionKind.QuickFix)).find(({ title }) => title === "Disable 'prefer-step-send-event' for this line");
    assert.ok(disable?.edit);
    await vscode.workspace.applyEdit(disable.edit);
    assert.match(document.getText(), /\n {4}\/\/ inngest-disable-next-line prefer-step-send-event\n {4}await inngest\.send/);
    await findings(document, (all) => all.length > 0 && !all.some((each) => ruleOf(each) === "prefer-step-send-event"));
  });

  it("one rule's fixes are made on save, the others' are not", async () => {
    const settings = vscode.workspace.getConfiguration("editor");
    await settings.update("codeActionsOnSave", { "source.fixAll.inngest.await-step": "explicit" }, vscode.ConfigurationTarget.Workspace);
    await document.save();
    assert.match(document.getText(), /await step\.run\("late"/);
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
