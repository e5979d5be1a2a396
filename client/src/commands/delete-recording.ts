import { commands, type Disposable } from "vscode";
import type { KeptRecordings } from "../recordings/kept-recordings.ts";
import { findRecording } from "../recordings/recording-target.ts";

/** Deletes a kept recording. */
export function registerDeleteRecording(kept: KeptRecordings): Disposable {
  return commands.registerCommand("inngest.deleteRecording", async (argument: unknown) => {
    const target = await findRecording(argument);
    if (target !== undefined) await kept.remove(target.uri);
  });
}
