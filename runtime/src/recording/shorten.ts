/** Keeps a recording small enough to be opened and shared: values that are too large are replaced by a note of their size. */
import type { Json, Recording } from "../../../shared/recording/format.ts";

const maxFile = 16 * 1024 * 1024;
/** A value may have this many bytes of JSON; fewer where the file would be too large even so. */
const maxValues = [1024 * 1024, 64 * 1024, 4 * 1024, 256];

/** The recording itself where it is small enough. */
export function shorten(recording: Recording, limit = maxFile): Recording {
  for (const maxValue of maxValues) {
    const shortened = cut(recording, maxValue);
    if (JSON.stringify(shortened).length <= limit) return shortened;
  }
  const kept = recording.runs.slice(0, Math.max(1, Math.floor(recording.runs.length / 2)));
  return kept.length === recording.runs.length ? cut(recording, 0) : shorten({ ...recording, runs: kept }, limit);
}

function cut(recording: Recording, maxValue: number): Recording {
  const value = <T extends Json | undefined>(json: T): T => {
    if (json === undefined) return json;
    const size = JSON.stringify(json).length;
    return size <= maxValue ? json : `[${size.toLocaleString("en-US")} bytes left out]` as T;
  };
  return {
    ...recording,
    runs: recording.runs.map((run) => ({
      ...run,
      events: run.events.map((event) => ({ ...event, data: value(event.data) })),
      steps: run.steps.map((step) => ({
        ...step, opts: value(step.opts), ...(step.input === undefined ? {} : { input: value(step.input) }),
        result: step.result.kind === "data" ? { kind: "data", data: value(step.result.data) } : step.result,
      })),
      emitted: run.emitted.map((sent) => ({ ...sent, event: { ...sent.event, data: value(sent.event.data) } })),
      ...(run.output === undefined ? {} : { output: value(run.output) }),
    })),
  };
}
