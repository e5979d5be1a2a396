/**
 * Runs that an app goes through itself, in a request that it answers meanwhile. It reports each step, and hands the run over
 * where it cannot go on at once: a sleep, a wait, parallel steps, a failed attempt.
 */
import { takeDefers } from "./defers.ts";
import type { Engine } from "./engine.ts";
import { apply, isCurrent, type LiveRun } from "./live-run.ts";
import type { JsonValue } from "./model.ts";
import { isEnded } from "./reduce.ts";
import { readReply } from "./reply.ts";
import { retryFunction } from "./attempts.ts";
import { discover, memoizeRan, takeOver } from "./run-loop.ts";

/**
 * Milliseconds. The SDK does not say that its request ended with an error, and cannot when its process died: an app that is
 * silent for so long has left the run.
 */
const longestSilence = 5 * 60_000;

export interface Attached {
  /** Waits for what the app reports next. */
  watch(live: LiveRun): void;
  /** Takes operations of the wire protocol; false when the run is no longer the app's to report on. */
  report(live: LiveRun, steps: JsonValue): boolean;
}

export function createAttached(engine: Engine): Attached {
  const watched = new WeakMap<LiveRun, AbortController>();

  function watch(live: LiveRun): void {
    const { epoch, state: { runId, functionId } } = live;
    const reported = new AbortController();
    watched.set(live, reported);
    const signal = AbortSignal.any([epoch.abort.signal, reported.signal]);
    // Time that jumps would take every request for silent.
    signal.addEventListener("abort", engine.clock.hold("running"), { once: true });
    const wake = { kind: "timeout", runId, reason: `the request that runs \`${functionId}\`` } as const;
    void engine.clock.until(engine.clock.now() + longestSilence, wake, signal).then(() => {
      if (!isCurrent(live, epoch) || reported.signal.aborted) return;
      handOver(live);
      void discover(engine, live);
    });
  }

  function handOver(live: LiveRun): void {
    watched.get(live)?.abort();
    apply(live, { kind: "handedOver" });
  }

  function report(live: LiveRun, steps: JsonValue): boolean {
    if (isEnded(live.state) || live.state.attached === undefined) return false;
    watched.get(live)?.abort();
    takeDefers(live, steps);
    const reply = readReply({ status: 206, headers: {}, body: steps, observed: {} });
    switch (reply.kind) {
      case "returned":
        if (memoizeRan(engine, live, reply.steps)) engine.complete(live, reply.output);
        return true;
      case "threw":
        handOver(live);
        if (retryFunction(engine, live, live.state.attempt, reply) !== undefined) void discover(engine, live);
        return true;
      case "steps": {
        if (!memoizeRan(engine, live, reply.steps.filter(({ opcode }) => opcode === "StepRun"))) return true;
        const left = reply.steps.filter(({ opcode }) => opcode !== "StepRun");
        if (left.length === 0) return void watch(live), true;
        handOver(live);
        void takeOver(engine, live, { ...reply, steps: left });
        return true;
      }
      case "stepNotFound": throw new Error("an app reports steps, none is asked of it");
    }
  }

  return { watch, report };
}
