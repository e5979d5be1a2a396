import { debug, Uri, workspace, type DebugConfiguration } from "vscode";
import type { FunctionTarget } from "../../shared/protocol/commands.ts";
import { readLaunchFile } from "./launch-file.ts";

/**
 * Starts a debug session on one function. What is left open, the debugger's configuration provider completes; in an
 * untrusted workspace VS Code itself asks for trust before anything starts.
 */
export async function startFunction(target: FunctionTarget | undefined, options: { readonly noDebug: boolean }): Promise<void> {
  const uri = target === undefined ? undefined : Uri.parse(target.uri);
  const configuration: DebugConfiguration = {
    type: "inngest",
    request: "launch",
    name: target?.functionId ?? "Inngest function",
    ...(uri === undefined ? {} : { program: uri.fsPath }),
    ...(target?.functionId === undefined ? {} : { function: target.functionId }),
  };
  await debug.startDebugging(uri === undefined ? workspace.workspaceFolders?.[0] : workspace.getWorkspaceFolder(uri), configuration, { noDebug: options.noDebug });
}

/** F5 of ours in a workspace with a launch.json that VS Code had not read when the key was pressed: VS Code's own F5 is meant. */
export function isKeyBeforeLaunchFile(argument: unknown): boolean {
  return typeof argument === "object" && argument !== null && "byKey" in argument && readLaunchFile(undefined).length > 0;
}
