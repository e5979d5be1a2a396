import { commands, window, type Disposable } from "vscode";
import { findStoppedThread, typeCommand } from "../debug/stopped-thread.ts";

const choices = [
  { label: "Throw", description: "tried again like any other failure", command: "fail" },
  { label: "Throw for good", description: "as a NonRetriableError: no further attempt", command: "fail for good" },
  { label: "Time out", description: "a wait ends at its timeout, and time goes on to there", command: "fail timeout" },
];

/** Makes the step that a run stands before fail. */
export function registerFailStep(): Disposable {
  return commands.registerCommand("inngest.failStep", async () => {
    const thread = findStoppedThread();
    if (thread === undefined) return;
    const choice = await window.showQuickPick(choices, { title: "Make this step fail", placeHolder: "How the attempt fails" });
    if (choice !== undefined) await typeCommand(thread, choice.command);
  });
}
