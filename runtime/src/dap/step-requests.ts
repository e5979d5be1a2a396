/** The request for a run's steps, and who is told that the answer is out of date; shared/protocol/steps.ts says who makes it. */
import * as v from "valibot";
import { stepsChangedEvent, stepsRequest, type StepsAnswer } from "../../../shared/protocol/steps.ts";
import type { RunState } from "../executor/model.ts";
import { createPlaces } from "./places.ts";
import { integer, read, type LoadSources, type RequestHandlers } from "./request-arguments.ts";
import { toRunSteps } from "./run-steps.ts";
import type { Runs } from "./runs-contract.ts";

const stepsArguments = v.object({ threadId: v.optional(integer) });

/** Tells a client that has asked, once for each answer. */
export interface StepsWatch {
  answered(): void;
  changed(): void;
}

export function createStepsWatch(send: (event: string) => void): StepsWatch {
  let isAnswered = false;
  return {
    answered: () => { isAnswered = true; },
    changed() {
      if (!isAnswered) return;
      isAnswered = false;
      send(stepsChangedEvent);
    },
  };
}

export function stepHandlers(runs: Runs, sources: LoadSources): RequestHandlers {
  const find = (threadId: number | undefined): RunState | undefined => {
    const session = runs.current();
    if (session === undefined) return undefined;
    const threads = session.motion.threads();
    const runId = threadId === undefined ? runs.lastStanding() ?? threads[0]?.runId : threads.find(({ id }) => id === threadId)?.runId;
    return runId === undefined ? undefined : session.debuggee.run(runId);
  };
  return {
    async [stepsRequest](args) {
      const { threadId } = read(stepsRequest, stepsArguments, args);
      const model = await sources();
      runs.steps.answered();
      const run = find(threadId);
      const session = runs.current();
      if (run === undefined || session === undefined) return { body: {} satisfies StepsAnswer };
      const thread = session.motion.threadOf(run.runId);
      const standing = thread === undefined ? undefined : session.motion.stopOf(thread)?.stop.step?.hashedId;
      const { written } = createPlaces(model, { program: session.debuggee.program ?? session.args.program, functionName: runs.functionName });
      return { body: { run: toRunSteps(run, { name: runs.nameOf(run.runId), standing, written: written(run) }) } satisfies StepsAnswer };
    },
  };
}
