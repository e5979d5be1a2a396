import { commands, window, workspace } from "vscode";

/** True when the workspace's code may run; otherwise says why not, with the way to trust it. */
export async function askForTrust(action: string): Promise<boolean> {
  if (workspace.isTrusted) return true;
  const manage = "Manage Workspace Trust";
  const answer = await window.showWarningMessage(`${action} executes the code of this folder, so trust the workspace first.`, manage);
  if (answer === manage) await commands.executeCommand("workbench.trust.manage");
  return workspace.isTrusted;
}
