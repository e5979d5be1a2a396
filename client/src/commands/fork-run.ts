import { commands, type Disposable } from "vscode";
import { forkRequest, type ForkArguments } from "../../../shared/protocol/runs.ts";
import { askSession } from "../debug/ask-session.ts";
import { findStoppedThread } from "../debug/stopped-thread.ts";

/** Begins a second run from where the stopped one stands: it stops there too, to be gone on with in another way. */
export function registerForkRun(): Disposable {
  return commands.registerCommand("inngest.forkRun", async () => {
    const thread = findStoppedThread();
    if (thread !== undefined) await askSession(thread.session, forkRequest, { threadId: thread.threadId } satisfies ForkArguments);
  });
}
