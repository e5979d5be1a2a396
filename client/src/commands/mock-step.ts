import { commands, window, type Disposable } from "vscode";
import { findStoppedThread, typeCommand } from "../debug/stopped-thread.ts";

/** Puts a result in the place of running the step that a run stands before. */
export function registerMockStep(): Disposable {
  return commands.registerCommand("inngest.mockStep", async () => {
    const thread = findStoppedThread();
    if (thread === undefined) return;
    const value = await window.showInputBox({ title: "The step's result, as JSON", prompt: '{ "error": "message" } makes it fail for good', value: "{}", valueSelection: [1, 1], ignoreFocusOut: true });
    if (value !== undefined) await typeCommand(thread, `mock ${value}`);
  });
}
