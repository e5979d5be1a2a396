import { commands, Uri, window, workspace, type Disposable, type ExtensionContext } from "vscode";
import { toFunctionTarget } from "../../../shared/protocol/commands.ts";
import type { FunctionSummary } from "../../../shared/protocol/functions.ts";
import { findFunctionAt, toSampleEvent } from "../debug/choose-function.ts";
import { exists, toEventFile } from "../debug/saved-events.ts";
import { pickFunction, toChoices } from "../debug/workspace-functions.ts";
import type { ServerLifecycle } from "../server-lifecycle.ts";

/** Opens the event that a function starts with as JSON; begins with a sample of its schema. */
export function registerEditEvent(server: ServerLifecycle, { workspaceState }: ExtensionContext): Disposable {
  async function findTarget(argument: unknown): Promise<{ readonly uri: Uri; readonly id: string } | undefined> {
    const target = toFunctionTarget(argument);
    if (target?.functionId !== undefined) return { uri: Uri.parse(target.uri), id: target.functionId };
    const editor = window.activeTextEditor;
    const here = editor === undefined ? undefined : findFunctionAt(await server.findFunctions(editor.document.uri) ?? [], editor.selection.active.line);
    if (editor !== undefined && here !== undefined) return { uri: editor.document.uri, id: here.id };
    return pickFunction(toChoices(await server.findFunctionTree() ?? []), { title: "Edit Event", placeHolder: "The event of which function?", memory: workspaceState, key: "function" });
  }
  return commands.registerCommand("inngest.editEvent", async (argument: unknown) => {
    const target = await findTarget(argument);
    if (target === undefined) return;
    const fn = (await server.findFunctions(target.uri))?.find(({ id }) => id === target.id);
    const file = await toEventFile(target.uri, target.id);
    if (!await exists(file)) await workspace.fs.writeFile(file, Buffer.from(toText(fn)));
    await window.showTextDocument(file);
  });
}

const toText = (fn: FunctionSummary | undefined): string => `${JSON.stringify((fn && toSampleEvent(fn)) ?? { data: {} }, undefined, 2)}\n`;
