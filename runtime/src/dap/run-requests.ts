/** Requests of our own about the runs of a session; shared/protocol/runs.ts says who makes them. */
import * as v from "valibot";
import type { ForkAnswer, ForkArguments, RecordingAnswer, RunRow, RunsAnswer } from "../../../shared/protocol/runs.ts";
import { forkRequest, listRunsRequest, recordingRequest } from "../../../shared/protocol/runs.ts";
import type { RunState } from "../executor/model.ts";
import { cannotFork, notStopped, nothingRecorded } from "./errors.ts";
import { toSessionRecording } from "./keep-recording.ts";
import { integer, read, type RequestHandlers } from "./request-arguments.ts";
import type { Runs } from "./runs-contract.ts";

const forkArguments = v.object({ threadId: integer, position: v.optional(v.pipe(integer, v.minValue(0))) });

export function runHandlers(runs: Runs): RequestHandlers {
  const toRow = ({ runId, functionId, status, steps, emitted, cause, startedAt }: RunState): RunRow => {
    const parent = cause.kind === "request" ? undefined : cause.runId;
    const { motion } = runs.session();
    const threadId = motion.threadOf(runId);
    return {
      runId, localId: runs.functionName(functionId), status, steps: steps.length, emitted: emitted.length, isFork: cause.kind === "fork", startedAt,
      isStopped: threadId !== undefined && motion.stopOf(threadId) !== undefined,
      ...(parent === undefined ? {} : { parent }), ...(threadId === undefined ? {} : { threadId }),
    };
  };
  return {
    [listRunsRequest]: () => ({ body: { runs: (runs.current()?.debuggee.runs() ?? []).map(toRow) } satisfies RunsAnswer }),
    [recordingRequest]: async () => {
      const { debuggee, args } = runs.session();
      const text = await toSessionRecording(debuggee, args);
      if (text === undefined) throw nothingRecorded();
      return { body: { text } satisfies RecordingAnswer };
    },
    [forkRequest]: (given) => {
      const { threadId, position }: ForkArguments = read(forkRequest, forkArguments, given);
      const { motion, debuggee } = runs.session();
      const stopped = motion.stopOf(threadId);
      const run = stopped === undefined ? undefined : debuggee.run(stopped.runId);
      if (run === undefined) throw notStopped();
      const at = position ?? run.steps.length;
      if (at > run.steps.length) throw cannotFork(run.steps.length);
      return { body: { runId: debuggee.fork(run.runId, at).runId } satisfies ForkAnswer };
    },
  };
}
