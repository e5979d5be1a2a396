import { commands, window, type Disposable } from "vscode";
import { findStoppedThread, typeCommand } from "../debug/stopped-thread.ts";

const choices = [
  { label: "To the next wake-up", time: "next" },
  { label: "An hour on", time: "+1h" },
  { label: "A day on", time: "+1d" },
  { label: "To another time…", time: undefined },
];

/** Moves the session's clock; nothing but sleeps, timeouts and retries take notice. */
export function registerMoveClock(): Disposable {
  return commands.registerCommand("inngest.moveClock", async () => {
    const thread = findStoppedThread();
    if (thread === undefined) return;
    const now = await typeCommand(thread, "clock");
    if (now === undefined) return;
    const choice = await window.showQuickPick(choices, { title: "Move the clock", placeHolder: now });
    if (choice === undefined) return;
    const time = choice.time ?? await window.showInputBox({ title: "Move the clock", prompt: "A duration such as +2h30m, or a date such as 2026-01-31T12:00Z", ignoreFocusOut: true });
    if (time !== undefined) await typeCommand(thread, `clock ${time}`);
  });
}
