import { commands, debug, window, type Disposable } from "vscode";
import { forkRequest, type ForkAnswer, type ForkArguments } from "../../../shared/protocol/runs.ts";

/** Begins a second run from where the stopped one stands: it stops there too, to be gone on with in another way. */
export function registerForkRun(): Disposable {
  return commands.registerCommand("inngest.forkRun", async () => {
    const session = debug.activeDebugSession;
    const item = debug.activeStackItem;
    if (session?.type !== "inngest" || item === undefined) return void window.showInformationMessage("Stop before a step of an Inngest function, then fork its run there.");
    try {
      const given: ForkArguments = { threadId: item.threadId };
      await session.customRequest(forkRequest, given) as ForkAnswer;
    } catch (error) {
      void window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  });
}
