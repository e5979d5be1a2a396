import type { RunState } from "../executor/model.ts";
import type { FunctionConfig } from "../executor/ports.ts";
import { writeRecording } from "../../../shared/recording/format.ts";
import { findSecrets } from "../../../shared/recording/redact.ts";
import { buildEnvironment } from "../worker/environment.ts";
import { toRecording } from "./to-recording.ts";

/** Where a program runs, and what it is given. */
export interface RecordedProgram {
  readonly program: string;
  /** Absolute; paths are recorded from here. */
  readonly folder: string;
  readonly cwd: string;
  readonly envFile?: string | undefined;
  readonly env: Readonly<Record<string, string | null>>;
}

/** Text of the recording of these runs, without the values of the program's secrets; undefined where there are none. */
export async function toRecordingText(runs: readonly RunState[], functions: readonly FunctionConfig[], { program, folder, cwd, envFile, env }: RecordedProgram): Promise<string | undefined> {
  if (runs.length === 0) return undefined;
  const environment = await buildEnvironment({ cwd, envFile, env, inherited: process.env }).catch(() => ({ ...process.env, ...env }));
  return writeRecording(toRecording(runs, {
    folder, program, secrets: findSecrets(environment), savedAt: Date.now(),
    localId: (functionId) => functions.find(({ id }) => id === functionId)?.localId ?? functionId,
  }));
}
