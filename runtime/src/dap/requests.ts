/** One handler for each request of the protocol that the adapter answers; `after` runs once the reply is out. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as v from "valibot";
import { javaScriptFailedRequest } from "../../../shared/protocol/javascript-debugger.ts";
import { networkAnswerRequest } from "../../../shared/protocol/network.ts";
import type { PlannedStep, RunState } from "../executor/model.ts";
import { toUserFrames } from "../session/user-frames.ts";
import { toDapBreakpoint } from "./breakpoints.ts";
import { consoleHandlers } from "./console-requests.ts";
import { dataBreakpointHandlers } from "./data-breakpoint-requests.ts";
import { badRequest, notStopped, questionClosed, staleReference, unknownRun } from "./errors.ts";
import { listFrames, toCurrentStep } from "./frames.ts";
import { jumpHandlers } from "./jump-requests.ts";
import type { Motion } from "./motion.ts";
import { createPlaces } from "./places.ts";
import { integer, read, type LoadSources, type RequestHandler, type RequestHandlers } from "./request-arguments.ts";
import { runHandlers } from "./run-requests.ts";
import type { Runs } from "./runs-contract.ts";
import { toDapSource } from "./runs.ts";
import { listScopes } from "./scopes.ts";
import { stepHandlers } from "./step-requests.ts";
import type { ExceptionFilter } from "./stop.ts";
import { toBounded, toPrintable } from "./text.ts";
import { valueHandlers } from "./value-requests.ts";

const threadArguments = v.object({ threadId: integer, targetId: v.optional(integer) });
const breakpointsArguments = v.object({
  source: v.object({ path: v.optional(v.string()) }),
  breakpoints: v.optional(v.array(v.object({ line: integer, column: v.optional(integer), condition: v.optional(v.string()), hitCondition: v.optional(v.string()), logMessage: v.optional(v.string()) })), []),
});
const functionBreakpointsArguments = v.object({ breakpoints: v.array(v.object({ name: v.string(), condition: v.optional(v.string()), hitCondition: v.optional(v.string()) })) });
const exceptionArguments = v.object({ filters: v.array(v.string()) });
const stackArguments = v.object({ threadId: integer, startFrame: v.optional(integer), levels: v.optional(integer) });
const frameArguments = v.object({ frameId: integer });
const networkAnswer = v.object({ id: integer, answer: v.picklist(["once", "host", "refuse"]) });
const restartArguments = v.object({ arguments: v.optional(v.record(v.string(), v.unknown())) });

export function createRequestHandlers(runs: Runs, sources: LoadSources): RequestHandlers {
  return {
    ...lifecycleHandlers(runs), ...breakpointHandlers(runs, sources), ...motionHandlers(runs), ...stateHandlers(runs, sources),
    ...valueHandlers(runs), ...jumpHandlers(runs), ...dataBreakpointHandlers(runs), ...stepHandlers(runs, sources), ...runHandlers(runs), ...consoleHandlers(runs),
  };
}

function lifecycleHandlers(runs: Runs): RequestHandlers {
  const begin = (): void => { runs.begin(); };
  return {
    async launch(args) {
      await runs.launch(args);
      return { after: begin };
    },
    async attach(args) {
      await runs.launch({ ...args as object, request: "attach" });
      return { after: begin };
    },
    configurationDone() {
      runs.configurationDone();
      return { after: begin };
    },
    async restart(args) {
      const { arguments: given } = read("restart", restartArguments, args);
      await runs.restart(given);
      return { after: begin };
    },
    terminate: () => ({ after: () => runs.finish() }),
    [networkAnswerRequest]: (args) => {
      if (!runs.network.answer(read(networkAnswerRequest, networkAnswer, args))) throw questionClosed();
      return {};
    },
    [javaScriptFailedRequest]: () => ({ after: () => { runs.javascript.fail(); } }),
  };
}

function breakpointHandlers(runs: Runs, sources: LoadSources): RequestHandlers {
  return {
    async setBreakpoints(args) {
      const { source, breakpoints } = read("setBreakpoints", breakpointsArguments, args);
      if (source.path === undefined) throw badRequest("setBreakpoints");
      const set = runs.breakpoints.setLines(source.path, breakpoints as DebugProtocol.SourceBreakpoint[], await sources());
      return { body: { breakpoints: set.map(toDapBreakpoint) }, after: () => { runs.joinJavaScript(); } };
    },
    async setFunctionBreakpoints(args) {
      const { breakpoints } = read("setFunctionBreakpoints", functionBreakpointsArguments, args);
      const session = runs.current();
      const model = await sources();
      const steps = session === undefined ? undefined : model.stepLines(session.args.program);
      const functions = session?.debuggee.functions ?? [];
      const events = functions.flatMap(({ triggers }) => triggers.flatMap((trigger) => (trigger.kind === "event" ? [trigger.event] : [])));
      const known = { functions, events, steps: (steps ?? []).flatMap(({ id }) => id ?? []) };
      const set = runs.breakpoints.setNames(breakpoints as DebugProtocol.FunctionBreakpoint[], known);
      return { body: { breakpoints: set.map(toDapBreakpoint) } };
    },
    setExceptionBreakpoints(args) {
      const { filters } = read("setExceptionBreakpoints", exceptionArguments, args);
      runs.filters = new Set(filters as ExceptionFilter[]);
      return {};
    },
  };
}

/** Tools whose body is a function of the user's. */
const toolsWithBody: ReadonlySet<string> = new Set(["step.run", "step.ai.wrap"]);

/** Has the body of the step that is entered stop on its first line. Where that cannot be, the step runs as it is. */
async function enterBody(runs: Runs, threadId: number, target: string | undefined): Promise<void> {
  const { motion } = runs.session();
  const runId = motion.stopOf(threadId)?.runId;
  const [first] = motion.steppable(threadId);
  const step = target === undefined ? first : motion.steppable(threadId).find(({ hashedId }) => hashedId === target);
  if (runId === undefined || step === undefined || !toolsWithBody.has(step.tool)) return;
  if (await runs.attachJavaScript()) await runs.javascript.stopInBody(runId, step.hashedId);
}

function motionHandlers(runs: Runs): RequestHandlers {
  /** Checks first, so that the reply is a refusal where the thread cannot move; moves once the reply is out. */
  const moving = (command: string, move: (motion: Motion, threadId: number, targetId: number | undefined) => void | Promise<void>, body?: object): RequestHandler => (args) => {
    const { threadId, targetId } = read(command, threadArguments, args);
    const { motion } = runs.session();
    const stopped = motion.stopOf(threadId);
    if (stopped === undefined) throw motion.threads().some(({ id }) => id === threadId) ? notStopped() : unknownRun();
    return {
      ...(body === undefined ? {} : { body }),
      after: async () => {
        runs.forget(stopped.runId);
        await move(motion, threadId, targetId);
        runs.settle();
      },
    };
  };
  const undoing = (command: string, prepare: (motion: Motion, threadId: number) => () => void): RequestHandler => (args) => {
    const { threadId } = read(command, threadArguments, args);
    const { motion } = runs.session();
    const undo = prepare(motion, threadId);
    return {
      after: () => {
        const stopped = motion.stopOf(threadId);
        if (stopped !== undefined) runs.forget(stopped.runId);
        undo();
      },
    };
  };
  return {
    next: moving("next", (motion, threadId) => { motion.next(threadId); }),
    stepIn: moving("stepIn", async (motion, threadId, targetId) => {
      const stop = motion.stopOf(threadId)?.stop;
      const target = targetId === undefined ? undefined : motion.steppable(threadId)[targetId - 1]?.hashedId;
      await enterBody(runs, threadId, target);
      // While the JavaScript debugger came, the run may have moved another way.
      if (stop !== undefined && motion.stopOf(threadId)?.stop === stop) motion.stepInto(threadId, target);
    }),
    stepOut: moving("stepOut", (motion, threadId) => { motion.stepOut(threadId); }),
    continue: moving("continue", (motion, threadId) => { motion.goOn(threadId); }, { allThreadsContinued: false }),
    stepBack: undoing("stepBack", (motion, threadId) => motion.stepBack(threadId)),
    reverseContinue: undoing("reverseContinue", (motion, threadId) => motion.reverse(threadId)),
    pause(args) {
      const { threadId } = read("pause", threadArguments, args);
      runs.session().motion.pause(threadId);
      return {};
    },
  };
}

function stateHandlers(runs: Runs, sources: LoadSources): RequestHandlers {
  const stoppedRun = (threadId: number): { readonly run: RunState; readonly step: PlannedStep | undefined } => {
    const { motion, debuggee } = runs.session();
    const stopped = motion.stopOf(threadId);
    const run = stopped === undefined ? undefined : debuggee.run(stopped.runId);
    if (stopped === undefined || run === undefined) throw notStopped();
    return { run, step: toCurrentStep(run, stopped.stop.step) };
  };
  return {
    threads: () => ({ body: { threads: (runs.current()?.motion.threads() ?? []).map(({ id, runId }) => ({ id, name: runs.nameOf(runId) })) } }),
    async stackTrace(args) {
      const { threadId, startFrame = 0, levels = 0 } = read("stackTrace", stackArguments, args);
      stoppedRun(threadId);
      const model = await sources();
      // The run may have moved while the model was loading.
      const { run, step } = stoppedRun(threadId);
      const { debuggee, args: { program, recording } } = runs.session();
      const places = createPlaces(model, { program: debuggee.program ?? program, functionName: runs.functionName });
      const frames = listFrames(run, step, { run: (runId) => debuggee.run(runId), functionName: runs.functionName, ...places });
      // VS Code gives the focus, and with it the variables, only to frames that have a source.
      const fallback = debuggee.isRecorded && recording !== undefined ? { path: recording, line: 1, column: 1 } : undefined;
      const shown = frames.slice(startFrame, levels > 0 ? startFrame + levels : undefined).map((frame): DebugProtocol.StackFrame => {
        const id = runs.nextFrameId();
        runs.frames.set(id, { frame, runId: run.runId });
        const position = frame.position ?? fallback;
        return {
          id, name: frame.name, line: position?.line ?? 0, column: position?.column ?? 0,
          ...(position === undefined ? {} : { source: toDapSource(position) }),
          canRestart: true,
          ...(frame.isEvent ? { presentationHint: "subtle" } : {}),
        };
      });
      return { body: { stackFrames: shown, totalFrames: frames.length } };
    },
    scopes(args) {
      const { frameId } = read("scopes", frameArguments, args);
      if (runs.isPastFrame(frameId)) return { body: { scopes: [] } };
      const shown = runs.frames.get(frameId);
      const { debuggee } = runs.session();
      const run = shown === undefined ? undefined : debuggee.run(shown.frame.runId);
      if (shown === undefined || run === undefined) throw staleReference();
      const scopes = listScopes(run, toCurrentStep(run, shown.frame.step), { nameOf: runs.nameOf, now: () => debuggee.clock.now() });
      return {
        body: {
          scopes: scopes.map(({ name, node, path, count, expensive }) => ({
            name, expensive, namedVariables: count, variablesReference: count === 0 ? 0 : runs.references.create({ stackOf: shown.runId, runId: run.runId }, node, path),
          })),
        },
      };
    },
    exceptionInfo(args) {
      const { threadId } = read("exceptionInfo", threadArguments, args);
      const failure = runs.session().motion.stopOf(threadId)?.stop.failure;
      if (failure === undefined) throw notStopped();
      const { name, message, stack } = failure.error;
      const stackTrace = toBounded(toUserFrames(stack).join("\n"));
      return {
        body: {
          exceptionId: toPrintable(name), description: toBounded(`${failure.description}: ${message}`), breakMode: "always",
          details: { message: toBounded(message), typeName: toPrintable(name), ...(stackTrace === "" ? {} : { stackTrace }) },
        },
      };
    },
  };
}
