/** The runs of a session as a recording: redacted, bounded, and with paths that hold on another machine. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Json, RecordedRun, Recording } from "../../../shared/recording/format.ts";
import { redact, redactText } from "../../../shared/recording/redact.ts";
import type { JsonValue, RunState, SerializedError, SourcePosition } from "../executor/model.ts";
import { toUserFrames } from "../session/user-frames.ts";
import { shorten } from "./shorten.ts";

export interface RecordingContext {
  /** Absolute; paths are recorded from here. */
  readonly folder: string;
  readonly program: string | undefined;
  /** Id as written in `createFunction`. */
  localId(functionId: string): string;
  /** Values that must not be in the file. */
  readonly secrets: readonly string[];
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
}

/** @param runs In the order in which they started; the first is the one that was asked for. */
export function toRecording(runs: readonly RunState[], context: RecordingContext): Recording {
  const toPath = (file: string): string => path.relative(context.folder, file).replaceAll("\\", "/");
  const whole: Recording = {
    format: "inngest-run", version: 1, savedAt: context.savedAt, origin: "local",
    ...(context.program === undefined ? {} : { program: toPath(context.program) }),
    runs: runs.map((run) => toRecordedRun(run, context, toPath)),
  };
  // Through JSON once: what has no JSON form is left out here and not where the file is read.
  return shorten(JSON.parse(JSON.stringify(whole)) as Recording);
}

const withoutFolder = (text: string, folder: string): string =>
  text.replaceAll(`${pathToFileURL(folder).href}/`, "").replaceAll(`${folder}${path.sep}`, "");

function toRecordedRun(run: RunState, { localId, secrets, folder }: RecordingContext, toPath: (file: string) => string): RecordedRun {
  const clean = (value: JsonValue): Json => redact(value, secrets);
  const cleanError = ({ name, message, stack, cause }: SerializedError) => ({
    name, message: redactText(message, secrets),
    ...(stack === undefined ? {} : { stack: redactText(withoutFolder(toUserFrames(stack).join("\n"), folder), secrets) }), ...(cause === undefined ? {} : { cause: clean(cause) }),
  });
  const cleanEvent = <E extends { readonly data: JsonValue; readonly user?: JsonValue; readonly meta?: JsonValue }>(event: E) => ({
    ...event, data: clean(event.data), ...(event.user === undefined ? {} : { user: clean(event.user) }), ...(event.meta === undefined ? {} : { meta: clean(event.meta) }),
  });
  const cleanPlace = (position: SourcePosition | undefined) => (position === undefined ? {} : { callSite: { ...position, path: toPath(position.path) } });
  const { runId, functionId, cause, events, status, maxAttempts, steps, emitted, output, error, cancelled, isSequential, isChanged, startedAt, endedAt } = run;
  return {
    runId, functionId, localId: localId(functionId), cause: cause as RecordedRun["cause"], events: events.map(cleanEvent), status, maxAttempts,
    steps: steps.map(({ opts, input, callSite, result, ...step }) => ({
      ...step, opts: clean(opts), ...(input === undefined ? {} : { input: clean(input) }), ...cleanPlace(callSite),
      result: result.kind === "data" ? { kind: "data", data: clean(result.data) } : { kind: "error", error: cleanError(result.error) },
    })) as RecordedRun["steps"],
    emitted: emitted.map(({ event, ...sent }) => ({ ...sent, event: cleanEvent(event) })) as RecordedRun["emitted"],
    // Of a run that the user has led elsewhere nothing can be said.
    startedAt, endedAt, ...(isSequential === undefined || isChanged === true ? {} : { isSequential }),
    ...(output === undefined ? {} : { output: clean(output) }), ...(error === undefined ? {} : { error: cleanError(error) }), ...(cancelled === undefined ? {} : { cancelled }),
  };
}
