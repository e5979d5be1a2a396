/** The run that has the focus, and the Debug Console's commands on it. */
import { debug, window, type DebugSession } from "vscode";
import { askSession } from "./ask-session.ts";

export interface StoppedThread {
  readonly session: DebugSession;
  readonly threadId: number;
}

/** Undefined while no run of an Inngest function has the focus, which the user is told. */
export function findStoppedThread(): StoppedThread | undefined {
  const item = debug.activeStackItem;
  if (item?.session.type === "inngest") return { session: item.session, threadId: item.threadId };
  void window.showInformationMessage("Stop before a step of an Inngest function first.");
  return undefined;
}

interface StackTrace {
  readonly stackFrames: readonly { readonly id: number }[];
}

/** Runs a command as if typed into the Debug Console, and gives what it printed; what is refused is shown, and gives undefined. */
export async function typeCommand({ session, threadId }: StoppedThread, expression: string): Promise<string | undefined> {
  const stack = await askSession<StackTrace>(session, "stackTrace", { threadId, levels: 1 });
  const answer = stack === undefined ? undefined : await askSession<{ readonly result: string }>(session, "evaluate", { expression, context: "repl", frameId: stack.stackFrames[0]?.id });
  return answer?.result;
}
