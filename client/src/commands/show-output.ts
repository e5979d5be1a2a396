import { commands, type Disposable, type OutputChannel } from "vscode";

/** Shows the Inngest output channel. */
export function registerShowOutput(output: OutputChannel): Disposable {
  return commands.registerCommand("inngest.showOutput", () => { output.show(); });
}
