/** The Debug Console's commands and what completes them; and the same by hand, for an editor's own commands. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as v from "valibot";
import { continueOthersRequest, waitRequest, type WaitAnswer } from "../../../shared/protocol/waits.ts";
import { complete } from "./completions.ts";
import type { findCommand } from "./console-commands.ts";
import { notStopped } from "./errors.ts";
import { toRoots } from "./evaluate.ts";
import { toCurrentStep } from "./frames.ts";
import { integer, read, type Reply, type RequestHandlers } from "./request-arguments.ts";
import type { Runs } from "./runs-contract.ts";
import { toPrintable } from "./text.ts";

const completionsArguments = v.object({ text: v.string(), column: integer, line: v.optional(integer), frameId: v.optional(integer) });
const threadArguments = v.object({ threadId: integer });

/** The thread whose frame is given, else the first that stands. */
function findThread(runs: Runs, frameId: number | undefined): number | undefined {
  const { motion } = runs.session();
  const shown = frameId === undefined ? undefined : runs.frames.get(frameId);
  return shown === undefined ? motion.threads().find(({ id }) => motion.stopOf(id) !== undefined)?.id : motion.threadOf(shown.runId);
}

export async function runCommand(runs: Runs, { command, rest }: NonNullable<ReturnType<typeof findCommand>>, frameId: number | undefined): Promise<Reply> {
  const { debuggee, motion, byHand, injections } = runs.session();
  const { readLiteral } = await import("./literal.ts");
  const threadId = findThread(runs, frameId);
  const { text, moves } = await command.run(rest, { debuggee, motion, byHand, injections, threadId, nameOf: runs.nameOf, read: readLiteral });
  return { body: { result: text, variablesReference: 0 }, ...(moves === undefined || threadId === undefined ? {} : { after: () => { runs.moveOn(threadId, moves); } }) };
}

export function consoleHandlers(runs: Runs): RequestHandlers {
  return {
    completions(args) {
      const { text, column, line = 1, frameId } = read("completions", completionsArguments, args);
      const { debuggee, motion } = runs.session();
      const threadId = findThread(runs, frameId);
      const stopped = threadId === undefined ? undefined : motion.stopOf(threadId);
      const run = stopped === undefined ? undefined : debuggee.run(stopped.runId);
      const lines = text.split("\n");
      const before = [...lines.slice(0, line - 1), (lines[line - 1] ?? "").slice(0, column - 1)].join("\n");
      const functions = debuggee.functions.flatMap(({ triggers }) => triggers);
      const targets: readonly DebugProtocol.CompletionItem[] = complete(before, {
        roots: run === undefined ? {} : toRoots(run, toCurrentStep(run, stopped?.stop.step)),
        events: functions.flatMap((trigger) => (trigger.kind === "event" ? [trigger.event] : [])),
        steps: debuggee.runs().flatMap(({ steps, planned }) => [...steps, ...planned].map(({ id }) => id)),
      });
      return { body: { targets } };
    },
    /** Ours: what a stopped thread waits for, so that an editor can offer how it ends. */
    async [waitRequest](args) {
      const { threadId } = read(waitRequest, threadArguments, args);
      const { step, kind, answer } = await runs.session().byHand.waiting(threadId);
      return { body: { step: toPrintable(step.id, 200), kind, waitsFor: toPrintable(step.name ?? step.id, 200), answer: JSON.stringify(answer) } satisfies WaitAnswer };
    },
    /** Ours: let a run wait while all others go on. */
    [continueOthersRequest](args) {
      const { threadId } = read(continueOthersRequest, threadArguments, args);
      const { motion, byHand } = runs.session();
      const others = motion.threads().flatMap(({ id }) => (id === threadId ? [] : motion.stopOf(id)?.runId ?? []));
      if (motion.stopOf(threadId) === undefined) throw notStopped();
      const moves = byHand.continueOthers(threadId);
      return {
        after: () => {
          others.forEach((runId) => { runs.forget(runId); });
          runs.moveOn(threadId, moves);
        },
      };
    },
  };
}
