import { commands, window, type Disposable } from "vscode";
import { findStoppedThread, typeCommand } from "../debug/stopped-thread.ts";

/** Sends an event into the session, as the outside world would. */
export function registerSendEvent(): Disposable {
  return commands.registerCommand("inngest.sendEvent", async () => {
    const thread = findStoppedThread();
    if (thread === undefined) return;
    const event = await window.showInputBox({ title: "Send an event", prompt: "A name and its data: app/user.signup { \"userId\": \"1\" }", ignoreFocusOut: true });
    const sent = event === undefined ? undefined : await typeCommand(thread, `send ${event}`);
    if (sent !== undefined) window.setStatusBarMessage(`Sent ${sent}`, 5_000);
  });
}
