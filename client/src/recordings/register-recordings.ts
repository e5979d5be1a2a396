/** Everything of the client that belongs to recordings. */
import type { Disposable, ExtensionContext } from "vscode";
import { registerCompareRuns } from "../commands/compare-runs.ts";
import { registerDebugRecording } from "../commands/debug-recording.ts";
import { registerDebugServerRun } from "../commands/debug-server-run.ts";
import { registerForkRun } from "../commands/fork-run.ts";
import { registerSaveRecording } from "../commands/save-recording.ts";
import { registerSaveRunAsTest } from "../commands/save-run-as-test.ts";
import type { ServerLifecycle } from "../server-lifecycle.ts";
import { keepRecordings } from "./kept-recordings.ts";
import { registerRecordingEditor } from "./recording-editor.ts";
import { registerRunConfigurations } from "./run-configuration.ts";
import { registerRunsView } from "./runs-view.ts";
import { createServerRuns } from "./server-run.ts";

export function registerRecordings(context: ExtensionContext, server: ServerLifecycle): Disposable[] {
  const kept = keepRecordings(context);
  const fromServer = createServerRuns(kept, context.secrets, server);
  return [
    kept, registerRecordingEditor(), ...registerRunsView(kept),
    registerDebugRecording(kept), registerSaveRecording(kept), registerSaveRunAsTest(context, kept), ...registerCompareRuns(kept), registerForkRun(), registerDebugServerRun(fromServer), registerRunConfigurations(kept, fromServer),
  ];
}
