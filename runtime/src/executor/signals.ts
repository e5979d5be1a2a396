/** Signals: a name that one run at a time waits for, and what is sent to it. */
import type { JsonValue } from "./model.ts";

/** The step that sent a signal; `step` is its hashed id, undefined outside a step. */
export interface SignalSource {
  readonly runId: string;
  readonly step: string | undefined;
}

export interface SignalWaiter {
  readonly runId: string;
  /** When its wait began; milliseconds since the epoch. */
  readonly since: number;
  readonly resume: (data: JsonValue, source: SignalSource | undefined) => void;
}

export interface Signals {
  /**
   * Waits until the returned function is called. `fail` throws when a run already waits; `replace` takes its place, and the
   * run before goes on at its timeout. `resume` goes on with a wait of an earlier session: it has its place unless a later
   * one took it.
   */
  wait(signal: string, onConflict: "fail" | "replace" | "resume", waiter: SignalWaiter): () => void;
  /** The run that waited; undefined when none did, and then nothing happens. */
  send(signal: string, data: JsonValue, source: SignalSource | undefined): string | undefined;
}

export function createSignals(): Signals {
  const waiters = new Map<string, SignalWaiter>();
  return {
    wait: (signal, onConflict, waiter) => {
      const known = waiters.get(signal);
      if (known !== undefined && onConflict === "fail") throw new Error(`run ${known.runId} already waits for the signal \`${signal}\`, and \`onConflict\` is \`fail\``);
      if (known === undefined || onConflict !== "resume" || known.since <= waiter.since) waiters.set(signal, waiter);
      return () => { if (waiters.get(signal) === waiter) waiters.delete(signal); };
    },
    send: (signal, data, source) => {
      const waiter = waiters.get(signal);
      waiters.delete(signal);
      waiter?.resume(data, source);
      return waiter?.runId;
    },
  };
}
