import { debug, Uri, window, workspace, type DebugConfiguration } from "vscode";
import type { FunctionTarget } from "../../shared/protocol/commands.ts";
import { languages } from "./inngest-import.ts";

/**
 * Starts a debug session on one function. What is left open, the debugger's configuration provider completes; in an
 * untrusted workspace VS Code itself asks for trust before anything starts.
 */
export async function startFunction(target: FunctionTarget | undefined, options: { readonly noDebug: boolean }): Promise<void> {
  const uri = target === undefined ? activeSource() : Uri.parse(target.uri);
  if (uri === undefined) {
    void window.showInformationMessage("Open the file that creates the Inngest function, then run this command again.");
    return;
  }
  const configuration: DebugConfiguration = {
    type: "inngest",
    request: "launch",
    name: target?.functionId ?? "Inngest function",
    program: uri.fsPath,
    ...(target?.functionId === undefined ? {} : { function: target.functionId }),
  };
  await debug.startDebugging(workspace.getWorkspaceFolder(uri), configuration, { noDebug: options.noDebug });
}

function activeSource(): Uri | undefined {
  const document = window.activeTextEditor?.document;
  return document !== undefined && languages.includes(document.languageId) ? document.uri : undefined;
}
