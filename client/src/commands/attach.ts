import { commands, debug, workspace, type Disposable } from "vscode";

/** Debugs a function of an app that already runs; what is not given is asked for on the way. */
export function registerAttach(): Disposable {
  return commands.registerCommand("inngest.attach", () => debug.startDebugging(workspace.workspaceFolders?.[0], { type: "inngest", request: "attach", name: "Attach to a Running App" }));
}
