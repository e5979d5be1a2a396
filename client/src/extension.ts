/** Entry of the extension: registers what the editor may call and starts nothing heavy before it is needed. */
import { window, type ExtensionContext } from "vscode";
import { registerDebugFunction } from "./commands/debug-function.ts";
import { registerRunFunction } from "./commands/run-function.ts";
import { registerShowOutput } from "./commands/show-output.ts";
import { trackEditorContext } from "./editor-context.ts";

export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel("Inngest", { log: true });
  context.subscriptions.push(
    output,
    registerRunFunction(),
    registerDebugFunction(),
    registerShowOutput(output),
    ...trackEditorContext(),
  );
}
