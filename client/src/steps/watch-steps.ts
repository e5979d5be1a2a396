/** The steps of the run that is being looked at, kept up to date while a session of ours runs, whichever debugger has the focus. */
import { commands, debug, EventEmitter, type DebugSession, type Disposable, type Event } from "vscode";
import { stepsChangedEvent, stepsRequest, type RunSteps, type StepsAnswer, type StepsArguments } from "../../../shared/protocol/steps.ts";

export interface WatchedSteps extends Disposable {
  /** Undefined where no session runs, or none has a run yet. */
  current(): RunSteps | undefined;
  readonly onChanged: Event<undefined>;
}

export function watchSteps(): WatchedSteps {
  const changed = new EventEmitter<undefined>();
  const sessions = new Map<string, DebugSession>();
  let shown: RunSteps | undefined;
  let asked = 0;

  const show = (run: RunSteps | undefined): void => {
    if (run === undefined && shown === undefined) return;
    shown = run;
    changed.fire(undefined);
  };

  /** The session in focus, or the one whose JavaScript is; else the one started last. */
  const findSession = (): DebugSession | undefined => {
    for (let session = debug.activeDebugSession; session !== undefined; session = session.parentSession) {
      if (sessions.has(session.id)) return session;
    }
    return [...sessions.values()].at(-1);
  };

  async function refresh(): Promise<void> {
    const number = ++asked;
    const session = findSession();
    if (session === undefined) return show(undefined);
    const item = debug.activeStackItem;
    const given: StepsArguments = item?.session.id === session.id ? { threadId: item.threadId } : {};
    try {
      const { run } = await session.customRequest(stepsRequest, given) as StepsAnswer;
      if (number === asked) show(run);
    } catch {
      // The session ends; its end is told.
    }
  }

  const setDebugging = (): void => { void commands.executeCommand("setContext", "inngest.debugging", sessions.size > 0); };
  const listeners = [
    debug.onDidStartDebugSession((session) => {
      if (session.type !== "inngest") return;
      sessions.set(session.id, session);
      setDebugging();
      void refresh();
    }),
    debug.onDidTerminateDebugSession((session) => {
      if (!sessions.delete(session.id)) return;
      setDebugging();
      void refresh();
    }),
    debug.onDidReceiveDebugSessionCustomEvent(({ session, event }) => { if (sessions.has(session.id) && event === stepsChangedEvent) void refresh(); }),
    debug.onDidChangeActiveStackItem(() => { if (sessions.size > 0) void refresh(); }),
  ];
  return {
    current: () => shown,
    onChanged: changed.event,
    dispose: () => { for (const each of [changed, ...listeners]) each.dispose(); },
  };
}
