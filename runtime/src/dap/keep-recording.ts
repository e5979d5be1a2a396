/** What a session did, kept as a file when it ends, and given to whoever asks before. */
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { toRecordingText } from "../recording/recording-text.ts";
import type { Debuggee, LaunchDebuggee } from "./debuggee.ts";
import type { LaunchArguments } from "./launch-arguments.ts";

/** Text of the recording of everything that has run so far; undefined while nothing has. */
export const toSessionRecording = ({ runs, functions }: Debuggee, args: LaunchArguments): Promise<string | undefined> => toRecordingText(runs(), functions, { ...args, folder: args.cwd });

/** Launches as `launch` does; where the arguments say `record`, the session's recording is written when it stops, and each Restart's to a file of its own. */
export function keepingRecording(launch: LaunchDebuggee): LaunchDebuggee {
  const written = new Set<string>();
  return async (args, hooks, signal) => {
    const debuggee = await launch(args, hooks, signal);
    const { record } = args;
    if (record === undefined) return debuggee;
    let stopping: Promise<void> | undefined;
    const keepAndStop = async (): Promise<void> => {
      try {
        const text = await toSessionRecording(debuggee, args);
        if (text !== undefined) {
          await mkdir(path.dirname(record), { recursive: true });
          const file = written.has(record) ? findFree(record) : record;
          written.add(record);
          await writeFile(file, text);
        }
      } catch (error) {
        hooks.onEvent({ type: "warning", message: `the recording could not be written to ${record}: ${error instanceof Error ? error.message : String(error)}` });
      }
      await debuggee.stop();
    };
    return { ...debuggee, stop: () => (stopping ??= keepAndStop()) };
  };
}

/** `run-2.inngest-run` beside `run.inngest-run`, or the first number that is not taken. */
function findFree(file: string): string {
  const { dir, name, ext } = path.parse(file);
  for (let number = 2; ; number++) {
    const numbered = path.join(dir, `${name}-${number}${ext}`);
    if (!existsSync(numbered)) return numbered;
  }
}
