/** Standing somewhere else: at an earlier step, at a frame, before another of several parallel steps. */
import * as v from "valibot";
import { notThere, staleReference } from "./errors.ts";
import { toStepName } from "./frames.ts";
import { integer, read, type RequestHandlers } from "./request-arguments.ts";
import type { Runs } from "./runs-contract.ts";
import { toPathKey } from "./source-model.ts";

const frameArguments = v.object({ frameId: integer });
const gotoTargetsArguments = v.object({ source: v.object({ path: v.optional(v.string()) }), line: integer });
const gotoArguments = v.object({ threadId: integer, targetId: integer });

export function jumpHandlers(runs: Runs): RequestHandlers {
  const targets = new Map<number, { readonly runId: string; readonly hashedId: string }>();
  let lastTarget = 0;
  return {
    restartFrame(args) {
      const { frameId } = read("restartFrame", frameArguments, args);
      const { motion } = runs.session();
      const shown = runs.frames.get(frameId);
      if (shown === undefined) throw staleReference();
      const { runId, restartAt } = shown.frame;
      return {
        after: () => {
          runs.forget(shown.runId);
          runs.forget(runId);
          motion.restart(runId, restartAt, "step");
        },
      };
    },
    stepInTargets(args) {
      const { frameId } = read("stepInTargets", frameArguments, args);
      const shown = runs.frames.get(frameId);
      const threadId = shown === undefined ? undefined : runs.session().motion.threadOf(shown.runId);
      if (shown === undefined || threadId === undefined) throw staleReference();
      const steps = shown.frame.step === undefined ? [] : runs.session().motion.steppable(threadId);
      return {
        body: {
          targets: steps.map(({ tool, id, callSite }, index) => ({
            id: index + 1, label: toStepName(tool, id), ...(callSite === undefined ? {} : { line: callSite.line, column: callSite.column }),
          })),
        },
      };
    },
    gotoTargets(args) {
      const { source, line } = read("gotoTargets", gotoTargetsArguments, args);
      const { motion, debuggee } = runs.session();
      targets.clear();
      const key = source.path === undefined ? undefined : toPathKey(source.path);
      const stopped = motion.threads().flatMap(({ id, runId }) => (motion.stopOf(id) === undefined ? [] : debuggee.run(runId) ?? []));
      const found = stopped.flatMap((run) => run.steps.filter(({ callSite }) => callSite?.line === line && toPathKey(callSite.path) === key).map((step) => {
        targets.set(++lastTarget, { runId: run.runId, hashedId: step.hashedId });
        return { id: lastTarget, label: `${toStepName(step.tool, step.id)} of ${runs.nameOf(run.runId)}`, line };
      }));
      return { body: { targets: found } };
    },
    goto(args) {
      const { threadId, targetId } = read("goto", gotoArguments, args);
      const { motion, debuggee } = runs.session();
      const target = targets.get(targetId);
      const run = target === undefined ? undefined : debuggee.run(target.runId);
      const position = run?.steps.findIndex(({ hashedId }) => hashedId === target?.hashedId) ?? -1;
      if (run === undefined || position < 0 || motion.threadOf(run.runId) !== threadId) throw notThere();
      return {
        after: () => {
          runs.forget(run.runId);
          motion.restart(run.runId, position, "goto");
        },
      };
    },
  };
}
