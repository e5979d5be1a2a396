/** How a wait may end, as a list to pick from at the stop. */
import { commands, debug, window, workspace, type DebugAdapterTracker, type DebugSession, type Disposable, type QuickPickItem } from "vscode";
import { continueOthersRequest, waitRequest, type ThreadArguments, type WaitAnswer } from "../../../shared/protocol/waits.ts";
import { askSession } from "./ask-session.ts";
import { typeCommand, type StoppedThread } from "./stopped-thread.ts";

interface Choice extends QuickPickItem {
  readonly choose: () => Promise<unknown>;
}

const asked: Readonly<Record<WaitAnswer["kind"], readonly [deliver: string, placeholder: string]>> = {
  event: ["Deliver the event", "waits for the event"],
  signal: ["Send the signal", "waits for the signal"],
  invoke: ["Answer in the function's place", "is about to invoke"],
};

function toChoices(thread: StoppedThread, { kind, answer }: WaitAnswer): readonly Choice[] {
  const [deliver] = asked[kind];
  return [
    { label: `$(mail) ${deliver}`, detail: answer, choose: () => typeCommand(thread, `deliver ${answer}`) },
    { label: `$(edit) ${deliver}, edited…`, choose: () => deliverEdited(thread, answer) },
    { label: "$(watch) Let it time out", choose: () => typeCommand(thread, "fail timeout") },
    { label: "$(debug-continue) Wait, and continue the other runs", choose: () => askSession(thread.session, continueOthersRequest, { threadId: thread.threadId } satisfies ThreadArguments) },
  ];
}

async function deliverEdited(thread: StoppedThread, answer: string): Promise<void> {
  const edited = await window.showInputBox({ title: "What ends the wait, as JSON", value: answer, valueSelection: [answer.length, answer.length], ignoreFocusOut: true });
  if (edited !== undefined) await typeCommand(thread, `deliver ${edited}`);
}

/** Undefined where the thread stands before no wait. */
async function askForWait({ session, threadId }: StoppedThread): Promise<WaitAnswer | undefined> {
  try {
    return await session.customRequest(waitRequest, { threadId } satisfies ThreadArguments) as WaitAnswer;
  } catch {
    return undefined;
  }
}

let hide: (() => void) | undefined;

/** Shows the list; it goes away by itself when the run moves on. */
export async function offerWaitChoices(thread: StoppedThread): Promise<void> {
  const wait = await askForWait(thread);
  if (wait === undefined) return void window.showInformationMessage("This run stands before no wait: stop before a `waitForEvent`, `waitForSignal` or `invoke`.");
  hide?.();
  const list = window.createQuickPick<Choice>();
  hide = () => { list.hide(); };
  list.title = `Step ${wait.step} ${asked[wait.kind][1]} ${wait.kind === "invoke" ? "a function" : wait.waitsFor}`;
  list.placeholder = "Choose how it ends; Escape leaves the run where it stands";
  list.items = [...toChoices(thread, wait)];
  list.onDidAccept(() => {
    const [choice] = list.selectedItems;
    list.hide();
    void choice?.choose();
  });
  list.onDidHide(() => { list.dispose(); });
  list.show();
}

const motions = new Set(["next", "stepIn", "stepOut", "continue", "stepBack", "reverseContinue", "restartFrame", "goto", "restart", "terminate", "disconnect"]);
const standsAtWait = "inngest.standsAtWait";

interface DapMessage {
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
  readonly body?: { readonly threadId?: number; readonly reason?: string };
}

/** Watches a session: whether it stands at a wait, and offers the choices when it comes to one. */
function createTracker(session: DebugSession): DebugAdapterTracker {
  const leave = (): void => {
    hide?.();
    void commands.executeCommand("setContext", standsAtWait, false);
  };
  const stop = async (threadId: number): Promise<void> => {
    const thread: StoppedThread = { session, threadId };
    const wait = await askForWait(thread);
    await commands.executeCommand("setContext", standsAtWait, wait !== undefined);
    if (wait !== undefined && workspace.getConfiguration("inngest").get("waits.ask", true)) await offerWaitChoices(thread);
  };
  return {
    onWillReceiveMessage: ({ type, command = "" }: DapMessage) => { if (type === "request" && motions.has(command)) leave(); },
    onDidSendMessage: ({ type, event, body }: DapMessage) => {
      if (type !== "event") return;
      if (event === "continued" || event === "terminated") leave();
      if (event === "stopped" && body?.threadId !== undefined) void stop(body.threadId);
    },
    onWillStopSession: leave,
  };
}

export function registerWaitChoices(): Disposable {
  return debug.registerDebugAdapterTrackerFactory("inngest", { createDebugAdapterTracker: createTracker });
}
