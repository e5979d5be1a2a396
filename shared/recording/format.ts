/** A recording: what happened in a debug session, as a JSON file `*.inngest-run`. Read as untrusted, whoever wrote it. */
import * as v from "valibot";
import { isTooDeep } from "../inngest/limits.ts";
import { escapeUnsafe } from "../text/unsafe.ts";

/** A larger file is none of ours: what is written is kept well below. */
export const maxRecordingBytes = 64 * 1024 * 1024;
const maxRuns = 10_000;
const maxSteps = 10_000;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const json = v.custom<Json>((value) => value !== undefined, "a JSON value");
const text = v.pipe(v.string(), v.maxLength(100_000));
/** Milliseconds since the epoch, as far as a `Date` goes. */
const time = v.pipe(v.number(), v.minValue(-8.64e15), v.maxValue(8.64e15));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Path from the recorded folder, with `/`; line and column from 1. */
const place = v.object({ path: text, line: count, column: count });
const error = v.object({ name: text, message: v.string(), stack: v.optional(v.string()), cause: v.optional(json) });

const event = v.object({ name: text, data: json, id: text, ts: time, v: v.optional(text), user: v.optional(json), meta: v.optional(json) });

const cause = v.variant("kind", [
  v.object({ kind: v.literal("request") }),
  v.object({ kind: v.literal("event"), internalId: text, runId: v.optional(text), step: v.optional(text), batch: v.optional(v.array(text)) }),
  v.object({ kind: v.literal("invoke"), runId: text, step: text }),
  v.object({ kind: v.literal("failure"), runId: text }),
  v.object({ kind: v.literal("fork"), runId: text, position: count }),
]);

const step = v.object({
  id: text, hashedId: text, displayName: text, tool: text, opcode: text, opts: json, attempt: count, attempts: count,
  name: v.optional(v.string()), input: v.optional(json), callSite: v.optional(place),
  result: v.variant("kind", [v.object({ kind: v.literal("data"), data: json }), v.object({ kind: v.literal("error"), error })]),
  startedAt: time, endedAt: time,
  resumedBy: v.optional(text), signalledBy: v.optional(v.object({ runId: text, step: v.optional(text) })), invokedRun: v.optional(text),
});

const emitted = v.object({
  internalId: text, event, step: v.optional(v.object({ id: text, hashedId: text })), position: count, runs: v.array(text),
});

const run = v.object({
  runId: text, functionId: text, localId: text, cause,
  events: v.pipe(v.array(event), v.minLength(1)),
  status: v.picklist(["queued", "running", "waiting", "completed", "failed", "cancelled"]),
  maxAttempts: count,
  steps: v.pipe(v.array(step), v.maxLength(maxSteps)),
  emitted: v.array(emitted),
  output: v.optional(json), error: v.optional(error), cancelled: v.optional(v.object({ because: text, by: v.optional(text) })),
  /** No two steps stood side by side; absent where that is not known. */
  isSequential: v.optional(v.boolean()),
  startedAt: time, endedAt: v.optional(time),
});

const recording = v.object({
  format: v.literal("inngest-run"),
  version: v.literal(1),
  savedAt: time,
  /** `local`: run on this machine; else where it was fetched from. */
  origin: v.picklist(["local", "dev-server", "cloud"]),
  /** File that held the function, from the recorded folder. */
  program: v.optional(text),
  /** In the order in which they started; the first is the one that was asked for. */
  runs: v.pipe(v.array(run), v.minLength(1), v.maxLength(maxRuns), v.check((runs) => new Set(runs.map(({ runId }) => runId)).size === runs.length)),
});

export type Recording = v.InferOutput<typeof recording>;
export type RecordedRun = v.InferOutput<typeof run>;
export type RecordedStep = v.InferOutput<typeof step>;
export type RecordedEmission = v.InferOutput<typeof emitted>;

/** A file that is no recording, said in one sentence. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

export const tooLarge = (name: string): RecordingError => new RecordingError(`${name} is larger than a recording can be (${maxRecordingBytes / 1024 / 1024} MB)`);

/** Reads the text of a recording. `name` is how the file is called in the sentence of a `RecordingError`. */
export function readRecording(content: string, name: string): Recording {
  if (content.length > maxRecordingBytes) throw tooLarge(name);
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\ufeff/, ""));
  } catch {
    throw new RecordingError(`${name} is not a recording: it is not JSON`);
  }
  if (isTooDeep(value)) throw new RecordingError(`${name} holds values that are nested too deeply to be shown: record the run again`);
  const { format, version } = (typeof value === "object" && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  if (format !== "inngest-run") throw new RecordingError(`${name} is not a recording of an Inngest run`);
  if (version !== 1) throw new RecordingError(`${name} was written in version ${escapeUnsafe(JSON.stringify(version ?? null).slice(0, 40))} of the format, this program reads version 1: update the extension, or record the run again`);
  const result = v.safeParse(recording, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new RecordingError(`${name} is damaged at \`${v.getDotPath(issue) ?? "its start"}\`: record the run again`);
}

export function writeRecording(value: Recording): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
