import { commands, debug, workspace, type Disposable } from "vscode";
import type { KeptRecordings } from "../recordings/kept-recordings.ts";
import { findRecording } from "../recordings/recording-target.ts";

/** Plays a recording in the debugger: the same stops and values, nothing executed. */
export function registerDebugRecording(kept: KeptRecordings): Disposable {
  return commands.registerCommand("inngest.debugRecording", async (argument: unknown) => {
    const target = await findRecording(argument, kept);
    if (target === undefined) return;
    const folder = workspace.getWorkspaceFolder(target.uri) ?? workspace.workspaceFolders?.[0];
    await debug.startDebugging(folder, {
      type: "inngest", request: "launch", name: "Recording", recording: target.uri.fsPath, ...(folder === undefined ? {} : { cwd: folder.uri.fsPath }),
    });
  });
}
