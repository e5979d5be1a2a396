import { window, workspace, type DebugConfiguration, type WorkspaceFolder } from "vscode";

/**
 * The configurations of launch.json. VS Code reads it some moments after a window has opened: F5 before that comes to us as
 * though there were none, and finds them here.
 */
export function readLaunchFile(folder: WorkspaceFolder | undefined): readonly DebugConfiguration[] {
  const scope = folder ?? window.activeTextEditor?.document.uri ?? workspace.workspaceFolders?.[0];
  return workspace.getConfiguration("launch", scope).get<readonly DebugConfiguration[]>("configurations") ?? [];
}
