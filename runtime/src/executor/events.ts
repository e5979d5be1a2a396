/** What an event sets off: runs of the functions it triggers, and the waits that end with it. */
import { seededEventId } from "../../../shared/inngest/event-id.ts";
import type { Engine } from "./engine.ts";
import type { Journal } from "./journal.ts";
import { apply, type LiveRun } from "./live-run.ts";
import type { Admission } from "./flow/admission.ts";
import { decideCancel, describeCancelOn } from "./flow/cancel-on.ts";
import type { FlowOptions } from "./flow/options.ts";
import type { Cancellation, EmittedEvent, InngestEvent, JsonValue, RunCause } from "./model.ts";
import { findTriggered } from "./triggers.ts";

/** An event as it is sent. */
export interface EventPayload {
  readonly name: string;
  readonly data?: JsonValue;
  /** Idempotency key: within 24 hours a second event with it starts no function a second time. */
  readonly id?: string | undefined;
  /** Milliseconds since the epoch; a time to come delays the runs until then. */
  readonly ts?: number | undefined;
  readonly v?: string | undefined;
  readonly user?: JsonValue | undefined;
  readonly meta?: JsonValue | undefined;
}

export interface SendOptions {
  /** The SDK's header `x-inngest-event-id-seed`. */
  readonly seed?: string | undefined;
  /** The call in which a run sends it; `stepId` is `step` outside a step. */
  readonly call?: { readonly callId: string; readonly runId: string; readonly stepId: string } | undefined;
}

export interface SentEvent {
  /** ULID, what the event API answers. */
  readonly internalId: string;
  readonly event: InngestEvent;
  /** Runs it started. */
  readonly runs: readonly string[];
}

/** What the dispatch needs of the executor. */
export interface EventHost {
  readonly engine: Engine;
  readonly follow: "all" | "none";
  readonly runs: ReadonlyMap<string, LiveRun>;
  readonly journal: Journal | undefined;
  /** Calls of undone stretches: what they still send is dropped. */
  readonly undoneCalls: ReadonlySet<string>;
  readonly admission: Admission;
  startRun(live: LiveRun): void;
  optionsOf(functionId: string): FlowOptions;
  cancel(live: LiveRun, cancellation: Cancellation): void;
}

export interface EventBus {
  /** Internal ids for these events, in their order: those of the seed, or new ones. */
  idsOf(payloads: readonly EventPayload[], options: SendOptions): readonly string[];
  send(payloads: readonly EventPayload[], options: SendOptions, internalIds: readonly string[]): readonly SentEvent[];
  /** `inngest/function.finished` and the like: triggers and resumes, but no run has sent it. */
  dispatchInternal(name: string, data: JsonValue, cause: (internalId: string) => RunCause, meta?: JsonValue): string;
  /** Forgets events as if they had never been sent: their idempotency ends. */
  forget(internalIds: ReadonlySet<string>): void;
}

interface Sent extends SentEvent {
  readonly live: readonly LiveRun[];
}

/** A request whose answer was lost is sent again within seconds. */
const seededKept = 10_000;

export function createEventBus(host: EventHost): EventBus {
  const { engine } = host;
  const seeded = new Map<string, SentEvent>();

  /** The journal knows every event; without one, the latest are known. */
  const findRepeated = (internalId: string): SentEvent | undefined => (host.journal === undefined ? seeded.get(internalId) : host.journal.event(internalId));
  const remember = (sent: SentEvent): void => {
    if (host.journal !== undefined) return;
    seeded.set(sent.internalId, sent);
    for (const oldest of seeded.keys()) {
      if (seeded.size <= seededKept) break;
      seeded.delete(oldest);
    }
  };

  const prepare = (event: InngestEvent, internalId: string, eventId: string | undefined, cause: RunCause): readonly LiveRun[] => {
    const { functions, problems } = findTriggered(engine.worker.functions, event, engine.clock.now());
    for (const message of problems) engine.report({ type: "warning", message });
    return functions.flatMap((fn) => host.admission.admit(fn, { event, internalId, cause }, eventId) ?? []);
  };

  const resumeWaiters = (event: InngestEvent, internalId: string): void => {
    for (const waiter of [...engine.waiters]) {
      if (waiter.eventName !== event.name) continue;
      try {
        if (waiter.matches(event)) waiter.resume(event, internalId);
      } catch (error) {
        engine.report({ type: "warning", message: `the \`if\` of a wait in run ${waiter.run.runId} of \`${waiter.run.functionId}\` matches nothing: ${error instanceof Error ? error.message : String(error)}` });
      }
    }
  };

  const cancelRuns = (event: InngestEvent, internalId: string): void => {
    const mayCancel = engine.worker.functions.some(({ id }) => host.optionsOf(id).cancelOn.some((rule) => rule.event === event.name));
    if (!mayCancel) return;
    const now = engine.clock.now();
    for (const live of [...host.runs.values()]) {
      const { cancelOn } = host.optionsOf(live.state.functionId);
      if (cancelOn.length === 0) continue;
      try {
        const decision = decideCancel(live.state, cancelOn, { event, internalId }, live.createdAt, now);
        if (decision.kind === "cancelled") host.cancel(live, { because: describeCancelOn(decision.by), by: internalId });
      } catch (error) {
        engine.report({ type: "warning", message: `a \`cancelOn\` of \`${live.state.functionId}\` matches nothing: ${error instanceof Error ? error.message : String(error)}` });
      }
    }
  };

  const sendOne = (payload: EventPayload, internalId: string, options: SendOptions): Sent => {
    const now = engine.clock.now();
    const { call } = options;
    const event: InngestEvent = {
      name: payload.name, data: payload.data === undefined ? {} : payload.data, id: payload.id || internalId, ts: payload.ts || now,
      ...(payload.v === undefined ? {} : { v: payload.v }), ...(payload.user === undefined ? {} : { user: payload.user }),
      ...(payload.meta === undefined ? {} : { meta: payload.meta }),
    };
    const sender = call === undefined ? undefined : host.runs.get(call.runId);
    const step = call === undefined || call.stepId === "step" ? undefined : call.stepId;
    const cause: RunCause = { kind: "event", internalId, runId: call?.runId, step };
    const live = call !== undefined && host.follow === "none" ? [] : prepare(event, internalId, payload.id || undefined, cause);
    const runs = live.map(({ state }) => state.runId);
    const emitted: EmittedEvent = { internalId, event, runs, step: nameStep(sender, step), position: sender?.state.steps.length ?? 0 };
    if (sender !== undefined) apply(sender, { kind: "sent", emitted });
    engine.note({ kind: "eventAccepted", accepted: { internalId, event, receivedAt: now, sender: call === undefined ? undefined : { runId: call.runId, step }, runs } });
    engine.report({ type: "eventSent", emitted, runId: sender?.state.runId });
    return { internalId, event, runs, live };
  };

  return {
    idsOf: (payloads, { seed }) => payloads.map((_, index) => seededEventId(seed, index + 1) ?? engine.ids.ulid(engine.clock.now())),
    send: (payloads, options, ids) => {
      const now = engine.clock.now();
      if (options.call !== undefined && host.undoneCalls.has(options.call.callId)) {
        return payloads.map((payload, index) => ({ internalId: ids[index] ?? "", event: { name: payload.name, data: payload.data ?? {}, id: ids[index] ?? "", ts: now }, runs: [] }));
      }
      return payloads.map((payload, index) => {
        const internalId = ids[index] ?? "";
        const repeated = options.seed === undefined ? undefined : findRepeated(internalId);
        if (repeated !== undefined) return repeated;
        const { live, ...sent } = sendOne(payload, internalId, options);
        if (options.seed !== undefined) remember(sent);
        live.forEach((run) => { host.startRun(run); });
        cancelRuns(sent.event, internalId);
        resumeWaiters(sent.event, internalId);
        return sent;
      });
    },
    dispatchInternal: (name, data, cause, meta) => {
      const now = engine.clock.now();
      const internalId = engine.ids.ulid(now);
      const event: InngestEvent = { name, data, id: internalId, ts: now, ...(meta === undefined ? {} : { meta }) };
      const live = host.follow === "none" ? [] : prepare(event, internalId, undefined, cause(internalId));
      engine.note({ kind: "eventAccepted", accepted: { internalId, event, receivedAt: now, sender: undefined, runs: live.map(({ state }) => state.runId) } });
      live.forEach((run) => { host.startRun(run); });
      cancelRuns(event, internalId);
      resumeWaiters(event, internalId);
      return internalId;
    },
    forget: (internalIds) => {
      host.admission.forget(internalIds);
      for (const internalId of internalIds) seeded.delete(internalId);
      engine.note({ kind: "eventsForgotten", internalIds: [...internalIds] });
    },
  };
}

/** A step that the SDK runs at once is not known by its id until the call ends; until then its hash stands for it. */
function nameStep(sender: LiveRun | undefined, hashedId: string | undefined): EmittedEvent["step"] {
  if (hashedId === undefined) return undefined;
  const known = sender?.state.planned.find((step) => step.hashedId === hashedId) ?? sender?.state.steps.find((step) => step.hashedId === hashedId);
  return { id: known?.id ?? hashedId, hashedId };
}
