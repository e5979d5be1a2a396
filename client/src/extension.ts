/** Entry of the extension: registers what the editor may call and starts nothing heavy before it is needed. */
import { commands, window, type ExtensionContext } from "vscode";
import { registerCopyEventId } from "./commands/copy-event-id.ts";
import { registerDebugFunction } from "./commands/debug-function.ts";
import { registerRestartServer } from "./commands/restart-server.ts";
import { registerRunFunction } from "./commands/run-function.ts";
import { registerSelectText } from "./commands/select-text.ts";
import { registerShowEventFlow } from "./commands/show-event-flow.ts";
import { registerShowGraph } from "./commands/show-graph.ts";
import { registerShowOutput } from "./commands/show-output.ts";
import { registerShowPlaces } from "./commands/show-places.ts";
import { registerDebugging } from "./debug/register-debugging.ts";
import { trackEditorContext } from "./editor-context.ts";
import { onceInngestIsFound } from "./inngest-presence.ts";
import { registerRecordings } from "./recordings/register-recordings.ts";
import { createServerLifecycle, type ServerLifecycle } from "./server-lifecycle.ts";
import { registerSteps } from "./steps/register-steps.ts";
import { registerEventsView } from "./views/events-view.ts";
import { registerFunctionsView } from "./views/functions-view.ts";

let server: ServerLifecycle | undefined;

export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel("Inngest", { log: true });
  const started = createServerLifecycle(context, output);
  server = started;
  const editorContext = trackEditorContext();
  context.subscriptions.push(
    output,
    registerRunFunction(),
    registerDebugFunction(),
    registerCopyEventId(),
    registerRestartServer(started),
    registerShowOutput(output),
    registerShowPlaces(),
    registerSelectText(),
    registerShowEventFlow(started),
    registerShowGraph(started),
    ...registerDebugging(context, started),
    ...registerFunctionsView(started),
    ...registerEventsView(started),
    ...registerRecordings(context, started),
    ...registerSteps(context),
    editorContext,
    onceInngestIsFound(() => {
      void commands.executeCommand("setContext", "inngest.found", true);
      void started.start();
      editorContext.follow(started);
    }),
  );
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
