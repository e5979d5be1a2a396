/**
 * What the user's code prints, attributed to its run and step, each line once although a run's handler is replayed for
 * every step: outside step bodies a piece counts only after the last memoized step, and only the first time that the
 * same state of the same run reaches that place.
 */
import { createHash } from "node:crypto";
import { bodies, calls, isReplaying, type CallContext } from "./call-context.ts";
import { isFromSdk } from "./call-site.ts";
import { send } from "./channel.ts";

/** Pieces the handler of a run has printed so far, by the state it was replayed from. Bounded: the oldest run goes first. */
const shown = new Map<string, Map<string, number>>();
const maxRuns = 500;
/** Of UTF-16 units. */
const maxPiece = 100_000;

/** Version 4 puts a line of its own before the error. */
const errorReport = /^\s+at |^Inngest (step|function) error$/m;

export function captureOutput(): void {
  for (const stream of ["stdout", "stderr"] as const) {
    process[stream].write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
      const text = bound(typeof chunk === "string" ? chunk : Buffer.from(chunk.subarray(0, maxPiece * 4)).toString("utf8"));
      forward(stream, text);
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") queueMicrotask(callback as () => void);
      return true;
    });
  }
}

/** A piece longer than anybody reads would only hold up whoever shows it. */
function bound(text: string): string {
  return text.length > maxPiece ? `${text.slice(0, maxPiece)}… (${(text.length - maxPiece).toLocaleString("en-US")} more characters)\n` : text;
}

function forward(stream: "stdout" | "stderr", text: string): void {
  const call = calls.getStore();
  // The SDK's report of an error, which the engine reports too, with the user's frames alone.
  if (stream === "stderr" && call !== undefined && errorReport.test(text) && isFromSdk(forward)) return;
  const body = bodies.getStore();
  if (call !== undefined && body === undefined && wasShown(call)) return;
  const step = body === undefined ? undefined : { hashedId: body.hashedId, displayName: body.displayName };
  send({ type: "output", output: { stream, text, runId: call?.request.runId, step } });
}

function wasShown(call: CallContext): boolean {
  if (isReplaying(call)) return true;
  const { runId } = call.request;
  const states = shown.get(runId) ?? new Map<string, number>();
  shown.delete(runId);
  shown.set(runId, states);
  const oldest = shown.keys().next();
  if (shown.size > maxRuns && oldest.done !== true) shown.delete(oldest.value);
  const state = call.state ??= stateKey(call);
  const before = states.get(state) ?? 0;
  call.printed++;
  if (call.printed <= before) return true;
  states.set(state, call.printed);
  return false;
}

function stateKey({ request }: CallContext): string {
  return `${request.attempt}:${createHash("sha1").update(JSON.stringify(request.steps)).digest("base64")}`;
}
