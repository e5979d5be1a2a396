/** From the moment a run comes to be until it begins: its event's time, its turn, and the deadlines on both. */
import type { Engine } from "../engine.ts";
import { isCurrent, type LiveRun } from "../live-run.ts";
import type { Cancellation } from "../model.ts";
import type { FlowOptions } from "./options.ts";
import { finishDeadline, startDeadline, type Deadline } from "./timeouts.ts";

export interface StartHost {
  readonly engine: Engine;
  optionsOf(functionId: string): FlowOptions;
  cancel(live: LiveRun, cancellation: Cancellation): void;
  /** What else the run waits for; called once, calls `go` at once when there is nothing. */
  takeTurn(live: LiveRun, options: FlowOptions, go: () => void): void;
}

function cancelAt(host: StartHost, live: LiveRun, deadline: Deadline, signal: AbortSignal): void {
  const { clock } = host.engine;
  const wake = { kind: "timeout", runId: live.state.runId, reason: `${deadline.because} of \`${live.state.functionId}\`` } as const;
  void clock.until(deadline.at, wake, signal).then(() => { if (!signal.aborted) host.cancel(live, { because: deadline.because }); });
}

/** Cancels the run where it takes longer than it may, from `since`; again for each stretch between two rewinds. */
export function watchFinish(host: StartHost, live: LiveRun, since = host.engine.clock.now()): void {
  const deadline = finishDeadline(host.optionsOf(live.state.functionId), since);
  if (deadline !== undefined) cancelAt(host, live, deadline, live.epoch.abort.signal);
}

/** Calls `begin` when the run may begin: at once, where nothing is in its way. */
export function startInTurn(host: StartHost, live: LiveRun, begin: () => void): void {
  const { engine } = host;
  const { epoch, state } = live;
  const options = host.optionsOf(state.functionId);
  const begun = new AbortController();
  const go = (): void => {
    if (!isCurrent(live, epoch)) return;
    begun.abort();
    begin();
    watchFinish(host, live);
  };
  const [event] = state.events;
  const takeTurn = (): void => {
    if (!isCurrent(live, epoch)) return;
    const deadline = startDeadline(options, Math.max(live.createdAt, event?.ts ?? 0));
    host.takeTurn(live, options, go);
    if (deadline !== undefined && !begun.signal.aborted) cancelAt(host, live, deadline, AbortSignal.any([epoch.abort.signal, begun.signal]));
  };
  if (event === undefined || event.ts <= engine.clock.now()) return takeTurn();
  const wake = { kind: "start", runId: state.runId, reason: `start of \`${state.functionId}\`` } as const;
  void engine.clock.until(event.ts, wake, epoch.abort.signal).then(takeTurn);
}
