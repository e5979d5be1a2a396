/** Recordings from disk, as a session needs them. */
import { readFile, stat } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { maxRecordingBytes, readRecording, RecordingError, tooLarge, type RecordedRun, type Recording } from "../../../shared/recording/format.ts";
import type { FunctionConfig } from "../executor/ports.ts";
import type { EmittedEvent, MemoizedStep } from "../executor/model.ts";
import { toMemoized } from "./from-recording.ts";

/** Reads a recording. Throws a `RecordingError`, one sentence. */
export async function openRecording(file: string): Promise<Recording> {
  let text: string;
  try {
    if ((await stat(file)).size > maxRecordingBytes) throw tooLarge(path.basename(file));
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    throw new RecordingError(`the recording ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
  return readRecording(text, path.basename(file));
}

/** The folder that the recorded paths are below: `from` or the nearest one above it that has the recorded program; undefined where none has. */
export function findRecordedFolder({ program, runs }: Recording, from: string): string | undefined {
  const probe = program ?? runs.flatMap(({ steps }) => steps).find(({ callSite }) => callSite !== undefined)?.callSite?.path;
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (probe === undefined || existsSync(path.join(folder, probe))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** What is known of the recorded functions; their triggers and options are not. */
export function toFunctions({ runs }: Recording): readonly FunctionConfig[] {
  const byId = new Map(runs.map(({ functionId, localId, maxAttempts }) => [functionId, { id: functionId, localId, name: localId, triggers: [], retries: maxAttempts - 1, raw: null }]));
  return [...byId.values()];
}

/** The run to go on with: of the function asked for, else the first. Throws a `RecordingError` where there is none. */
export function chooseRun({ runs }: Recording, functionId: string | undefined): RecordedRun {
  const run = runs.find(({ localId }) => functionId === undefined || localId === functionId);
  if (run === undefined) throw new RecordingError(`the recording has no run of \`${functionId ?? ""}\`; it has ${[...new Set(runs.map(({ localId }) => `\`${localId}\``))].join(", ")}`);
  return run;
}

/** What a run goes on from: its results, without those that made it fail, so that the failing step is next. */
export function toBegun({ status, steps, emitted, isSequential }: RecordedRun, folder: string): { readonly steps: readonly MemoizedStep[]; readonly emitted: readonly EmittedEvent[]; readonly isSequential?: boolean } {
  const last = status === "failed" ? steps.findLastIndex(({ result }) => result.kind === "data") + 1 : steps.length;
  const kept = steps.slice(0, last).map((step) => toMemoized(step, folder));
  const known = new Set(kept.map(({ hashedId }) => hashedId));
  return { steps: kept, ...(isSequential === undefined ? {} : { isSequential }), emitted: emitted.filter(({ step }) => step === undefined || known.has(step.hashedId)) as unknown as readonly EmittedEvent[] };
}
