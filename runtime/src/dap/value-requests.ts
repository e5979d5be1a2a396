/** Values of a run: shown, evaluated, and changed. */
import * as v from "valibot";
import type { JsonValue, RunState } from "../executor/model.ts";
import { toEdit } from "./edit.ts";
import { DebugError, notEditable, runGoesOn, staleReference } from "./errors.ts";
import { findCommand } from "./console-commands.ts";
import { runCommand } from "./console-requests.ts";
import { evaluatePath, toRoots } from "./evaluate.ts";
import { toCurrentStep } from "./frames.ts";
import { integer, read, type Reply, type RequestHandlers } from "./request-arguments.ts";
import type { Runs } from "./runs-contract.ts";
import { findPath, json, listVariables, toPresentedValue, type Origin } from "./variables.ts";

const variablesArguments = v.object({ variablesReference: integer, start: v.optional(integer), count: v.optional(integer), filter: v.optional(v.string()) });
const evaluateArguments = v.object({ expression: v.string(), frameId: v.optional(integer), context: v.optional(v.string()) });
const setVariableArguments = v.object({ variablesReference: integer, name: v.string(), value: v.string() });
const setExpressionArguments = v.object({ expression: v.string(), value: v.string(), frameId: v.optional(integer) });

export function valueHandlers(runs: Runs): RequestHandlers {
  /** The run that a frame shows; without a frame, the first. */
  const findRun = (frameId: number | undefined): { readonly run: RunState; readonly origin: Origin } => {
    const { debuggee, motion } = runs.session();
    const shown = frameId === undefined ? undefined : runs.frames.get(frameId);
    const runId = shown?.frame.runId ?? motion.threads()[0]?.runId;
    const run = runId === undefined ? undefined : debuggee.run(runId);
    if (run === undefined || (frameId !== undefined && shown === undefined)) throw staleReference();
    return { run, origin: { stackOf: shown?.runId ?? run.runId, runId: run.runId } };
  };
  const change = async (expression: string, origin: Origin, text: string): Promise<Reply> => {
    const { readLiteral } = await import("./literal.ts");
    const { motion, debuggee } = runs.session();
    const run = debuggee.run(origin.runId);
    const threadId = motion.threadOf(origin.runId);
    const stopped = threadId === undefined ? undefined : motion.stopOf(threadId);
    if (run === undefined) throw staleReference();
    if (threadId === undefined || stopped === undefined) throw runGoesOn(runs.nameOf(origin.runId));
    const value = readLiteral(text);
    const edit = toEdit(expression, value, { run, step: toCurrentStep(run, stopped.stop.step), changeable: debuggee.takesInput });
    try {
      motion.edit(threadId, edit);
    } catch (error) {
      throw new DebugError(error instanceof Error ? error.message : String(error));
    }
    const isInput = edit.kind === "inputEdited";
    // What was shown of the run is shown anew once it stands again.
    if (!isInput) runs.forget(origin.runId);
    return { body: toPresentedValue(json(value), expression, origin, runs.references), after: () => { runs.onEdited(threadId, isInput); } };
  };
  return {
    variables(args) {
      const { variablesReference, start, count, filter } = read("variables", variablesArguments, args);
      const entry = runs.references.find(variablesReference);
      // An error would be shown in its place until the run stands again.
      if (runs.references.isPast(variablesReference)) return { body: { variables: [] } };
      if (entry === undefined) throw staleReference();
      const isArray = entry.node.kind === "json" && Array.isArray(entry.node.value);
      if (filter === (isArray ? "named" : "indexed")) return { body: { variables: [] } };
      return { body: { variables: listVariables(entry, { start, count }, runs.references) } };
    },
    async evaluate(args) {
      const { expression, frameId, context } = read("evaluate", evaluateArguments, args);
      const typed = context === "repl" ? findCommand(expression) : undefined;
      if (typed !== undefined) return runCommand(runs, typed, frameId);
      const { run, origin } = findRun(frameId);
      const step = frameId === undefined ? undefined : runs.frames.get(frameId)?.frame.step;
      const value: JsonValue = evaluatePath(expression, toRoots(run, toCurrentStep(run, step)));
      if (context === "clipboard") {
        return { body: { result: typeof value === "string" ? value : JSON.stringify(value, undefined, 2), variablesReference: 0 } };
      }
      const { value: result, ...rest } = toPresentedValue(json(value), expression.trim(), origin, runs.references);
      return { body: { result, ...rest } };
    },
    setVariable(args) {
      const { variablesReference, name, value } = read("setVariable", setVariableArguments, args);
      const entry = runs.references.find(variablesReference);
      if (entry === undefined) throw staleReference();
      const path = findPath(entry, name);
      if (path === undefined) throw notEditable(name);
      return change(path, entry.origin, value);
    },
    setExpression(args) {
      const { expression, value, frameId } = read("setExpression", setExpressionArguments, args);
      return change(expression, findRun(frameId).origin, value);
    },
  };
}
