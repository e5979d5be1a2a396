import { commands, type Disposable } from "vscode";
import { findStoppedThread } from "../debug/stopped-thread.ts";
import { offerWaitChoices } from "../debug/wait-choices.ts";

/** Ends a wait by hand: deliver what it waits for, let it time out, or let the others go on. */
export function registerAnswerWait(): Disposable {
  return commands.registerCommand("inngest.answerWait", () => {
    const thread = findStoppedThread();
    return thread === undefined ? undefined : offerWaitChoices(thread);
  });
}
