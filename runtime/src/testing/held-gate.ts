import type { Gate, GateDecision } from "../executor/ports.ts";

export interface HeldGate {
  readonly gate: Gate;
  readonly release: (key: string, decision?: GateDecision) => Promise<void>;
  readonly held: () => readonly string[];
  readonly arrived: (key: string) => Promise<void>;
}

/** A gate that holds each step until told; keys are `function/step`. */
export function createHeldGate(): HeldGate {
  const waiting = new Map<string, (decision: GateDecision) => void>();
  const watchers = new Map<string, () => void>();
  const arrived = (key: string): Promise<void> => (waiting.has(key) ? Promise.resolve() : new Promise((resolve) => { watchers.set(key, resolve); }));
  return {
    gate: (run, step, signal) => new Promise((resolve) => {
      const key = `${run.functionId}/${step.id}`;
      waiting.set(key, resolve);
      signal.addEventListener("abort", () => { if (waiting.get(key) === resolve) waiting.delete(key); });
      watchers.get(key)?.();
      watchers.delete(key);
    }),
    held: () => [...waiting.keys()],
    arrived,
    release: async (key, decision) => {
      await arrived(key);
      waiting.get(key)?.(decision);
      waiting.delete(key);
    },
  };
}
