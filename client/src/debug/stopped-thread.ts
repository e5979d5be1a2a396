/** The run that has the focus, and the Debug Console's commands on it. */
import { debug, window, type DebugSession } from "vscode";

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
  try {
    const { stackFrames: [top] } = await session.customRequest("stackTrace", { threadId, levels: 1 }) as StackTrace;
    const { result } = await session.customRequest("evaluate", { expression, context: "repl", frameId: top?.id }) as { readonly result: string };
    return result;
  } catch (error) {
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
