import { commands, debug, Uri, workspace, type Disposable } from "vscode";
import type { ServerRuns } from "../recordings/server-run.ts";

/** Takes a run over from the Dev Server or Inngest Cloud: what it had memoized is kept, the step that failed comes next, here. */
export function registerDebugServerRun(server: ServerRuns): Disposable {
  return commands.registerCommand("inngest.debugServerRun", async () => {
    const found = await server.takeOver(undefined);
    if (found === undefined) return;
    const { origin, run } = found;
    await debug.startDebugging(workspace.getWorkspaceFolder(Uri.file(run.program)), {
      type: "inngest", request: "launch", name: `Debug ${run.function} from ${origin === "cloud" ? "Inngest Cloud" : "the Dev Server"}`, ...run,
    });
  });
}
