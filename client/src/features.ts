/** All that the extension does. Bundled as a file of its own: a window without Inngest never loads it. */
import { setImmediate } from "node:timers/promises";
import { commands, window, type DebugConfiguration, type ExtensionContext, type Uri, type WebviewPanel, type WorkspaceFolder } from "vscode";
import { registerCopyEventId } from "./commands/copy-event-id.ts";
import { registerDebugFunction } from "./commands/debug-function.ts";
import { registerRestartServer } from "./commands/restart-server.ts";
import { registerRunFunction } from "./commands/run-function.ts";
import { registerSelectText } from "./commands/select-text.ts";
import { registerShowEventFlow } from "./commands/show-event-flow.ts";
import { registerShowGraph } from "./commands/show-graph.ts";
import { registerShowOutput } from "./commands/show-output.ts";
import { registerShowPlaces } from "./commands/show-places.ts";
import { findConfigurations, resolveConfiguration } from "./debug/configuration-provider.ts";
import { registerDebugging } from "./debug/register-debugging.ts";
import { trackEditorContext } from "./editor-context.ts";
import { showRecording } from "./recordings/recording-editor.ts";
import { registerRecordings } from "./recordings/register-recordings.ts";
import { createServerLifecycle } from "./server-lifecycle.ts";
import { registerSteps } from "./steps/register-steps.ts";
import { registerEventsView } from "./views/events-view.ts";
import { registerFunctionsView } from "./views/functions-view.ts";

/** What answers at the doors that the entry has registered. */
export interface Features {
  /** Inngest is found: shows the views and starts the language server. */
  begin(): Promise<void>;
  /** Completes a launch configuration; undefined where the user chose to start nothing. */
  resolveConfiguration(folder: WorkspaceFolder | undefined, given: DebugConfiguration): Promise<DebugConfiguration | undefined>;
  /** Launch configurations for the functions of the active file. */
  findConfigurations(): Promise<DebugConfiguration[]>;
  showRecording(uri: Uri, panel: WebviewPanel): Promise<void>;
  stop(): Promise<void>;
}

export function registerFeatures(context: ExtensionContext): Features {
  const output = window.createOutputChannel("Inngest", { log: true });
  const server = createServerLifecycle(context, output);
  const editorContext = trackEditorContext();
  const recordings = registerRecordings(context, server);
  context.subscriptions.push(
    output,
    registerRunFunction(),
    registerDebugFunction(),
    registerCopyEventId(),
    registerRestartServer(server),
    registerShowOutput(output),
    registerShowPlaces(),
    registerSelectText(),
    registerShowEventFlow(server),
    registerShowGraph(server),
    ...registerDebugging(context, server),
    ...registerFunctionsView(server),
    ...registerEventsView(server),
    ...recordings.registered,
    ...registerSteps(context),
    editorContext,
  );
  return {
    begin: async () => {
      void commands.executeCommand("setContext", "inngest.found", true);
      editorContext.follow(server);
      // Other extensions are served between the two: this turn of the extension host has loaded us.
      await setImmediate();
      await server.start();
    },
    resolveConfiguration: async (folder, given) => {
      const configuration = await resolveConfiguration(server, context.workspaceState, folder, given);
      return configuration === undefined ? undefined : recordings.resolveRun(folder, configuration);
    },
    findConfigurations: () => findConfigurations(server),
    showRecording,
    stop: () => server.stop(),
  };
}
