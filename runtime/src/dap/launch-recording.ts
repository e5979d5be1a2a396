/** A debuggee that is a recording: nothing is loaded and nothing executed. */
import path from "node:path";
import { findRecordedFolder, openRecording, toFunctions } from "../recording/open-recording.ts";
import { createPlayer } from "../recording/player.ts";
import type { LaunchDebuggee } from "./debuggee.ts";
import { takesInput } from "./edit.ts";
import { onlyRecorded } from "./errors.ts";

export const launchRecording: LaunchDebuggee = async ({ recording: file = "", cwd, noDebug }, { gate, onEvent, onIdle }) => {
  const recording = await openRecording(file);
  // A recording that the editor keeps lies far from its program, which is below the folder that is debugged.
  const folder = findRecordedFolder(recording, cwd) ?? findRecordedFolder(recording, path.dirname(file)) ?? cwd;
  const player = createPlayer(recording, { folder, gate: noDebug ? undefined : gate, onEvent, onIdle });
  return {
    functions: toFunctions(recording),
    start: player.start, run: player.run, runs: player.runs, rewind: player.rewind,
    isRecorded: true,
    ...(recording.program === undefined ? {} : { program: path.resolve(folder, recording.program) }),
    takesInput,
    clock: { now: player.now, nextWake: () => undefined },
    fork: () => { throw onlyRecorded(); },
    edit: () => { throw onlyRecorded(); },
    send: () => { throw onlyRecorded(); },
    signal: () => { throw onlyRecorded(); },
    sampleData: () => Promise.resolve(undefined),
    stop: () => {
      player.stop();
      return Promise.resolve();
    },
  };
};
