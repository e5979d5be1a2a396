/** Everything of the client that belongs to recordings. */
import type { DebugConfiguration, Disposable, ExtensionContext, WorkspaceFolder } from "vscode";
import { registerCompareRuns } from "../commands/compare-runs.ts";
import { registerDebugRecording } from "../commands/debug-recording.ts";
import { registerDebugServerRun } from "../commands/debug-server-run.ts";
import { registerForkRun } from "../commands/fork-run.ts";
import { registerSaveRecording } from "../commands/save-recording.ts";
import { registerSaveRunAsTest } from "../commands/save-run-as-test.ts";
import type { ServerLifecycle } from "../server-lifecycle.ts";
import { keepRecordings } from "./kept-recordings.ts";
import { resolveRun } from "./run-configuration.ts";
import { registerRunsView } from "./runs-view.ts";
import { createServerRuns } from "./server-run.ts";

export interface Recordings {
  /** Looks up the run that a launch configuration names; undefined where the user starts nothing. */
  resolveRun(folder: WorkspaceFolder | undefined, given: DebugConfiguration): Promise<DebugConfiguration | undefined>;
  readonly registered: readonly Disposable[];
}

export function registerRecordings(context: ExtensionContext, server: ServerLifecycle): Recordings {
  const kept = keepRecordings(context);
  const fromServer = createServerRuns(kept, context.secrets, server);
  return {
    resolveRun: (folder, given) => resolveRun(kept, fromServer, folder, given),
    registered: [
      kept, ...registerRunsView(kept), registerDebugRecording(kept), registerSaveRecording(kept), registerSaveRunAsTest(context, kept), ...registerCompareRuns(kept), registerForkRun(), registerDebugServerRun(fromServer),
    ],
  };
}
