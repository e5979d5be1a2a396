/** The session's state: a debuggee from launch to end, its motion, and what was shown of it. */
import path from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { ExecutorEvent, PlannedStep, RunState, SourcePosition } from "../executor/model.ts";
import { attachJavaScriptEvent, type AttachJavaScript } from "../../../shared/protocol/javascript-debugger.ts";
import { networkQuestionEvent } from "../../../shared/protocol/network.ts";
import { createByHand } from "./by-hand.ts";
import { createBreakpoints, toDapBreakpoint } from "./breakpoints.ts";
import type { Debuggee } from "./debuggee.ts";
import { alreadyLaunched, notLaunched, sessionEnded } from "./errors.ts";
import { evaluatePath, toRoots } from "./evaluate.ts";
import { createInjections } from "./injections.ts";
import { readLaunchArguments, type LaunchArguments } from "./launch-arguments.ts";
import { createJavaScript, type InspectableProgram } from "./javascript.ts";
import { createMotion } from "./motion.ts";
import { createNetworkQuestions } from "./network-questions.ts";
import { toMadeUpLine, toOutputLines, type OutputLine } from "./output.ts";
import type { Runs, RunsPorts, Session, ShownFrame } from "./runs-contract.ts";
import { toRunName } from "./scopes.ts";
import { findStepLine, type SourceModel } from "./source-model.ts";
import { createStepsWatch } from "./step-requests.ts";
import type { Stop } from "./stop.ts";
import { toPrintable } from "./text.ts";
import { createReferences, toPreview } from "./variables.ts";

type Phase = "new" | "launching" | "ready" | "running" | "ended";

export function toDapSource({ path: file }: SourcePosition): DebugProtocol.Source {
  return { name: path.basename(file), path: file };
}

export function createRuns(ports: RunsPorts): Runs {
  const breakpoints = createBreakpoints();
  let model: SourceModel | undefined;
  const references = createReferences();
  const frames = new Map<number, ShownFrame>();
  let phase: Phase = "new";
  let isConfigured = false;
  let isIdle = false;
  let exitCode = 0;
  let session: Session | undefined;
  let launching: AbortController | undefined;
  let lastThreadId = 0;
  let lastFrameId = 0;

  const print = (lines: readonly OutputLine[]): void => {
    for (const { category, text, position } of lines) {
      ports.send("output", { category, output: text, ...(position === undefined ? {} : { source: toDapSource(position), line: position.line, column: position.column }) });
    }
  };

  const steps = createStepsWatch((event) => { ports.send(event, undefined); });
  const network = createNetworkQuestions({ ask: (body) => { ports.send(networkQuestionEvent, body); }, nameOf: (runId) => runs.nameOf(runId) });
  let lastStanding: string | undefined;

  function standIn(runId: string | undefined): void {
    lastStanding = runId ?? lastStanding;
    steps.changed();
  }

  function onStop(threadId: number, runId: string, stop: Stop): void {
    runs.forget(runId);
    standIn(stop.isAside === true ? undefined : runId);
    ports.send("stopped", {
      reason: stop.reason, description: stop.description, threadId, allThreadsStopped: false, ...(stop.isAside === true ? { preserveFocusHint: true } : {}),
      ...(stop.failure === undefined ? {} : { text: toPrintable(`${stop.failure.error.name}: ${stop.failure.error.message}`) }),
      ...(stop.breakpoints.length === 0 ? {} : { hitBreakpointIds: stop.breakpoints.map(({ id }) => id) }),
    });
  }

  function onLog(run: RunState, step: PlannedStep, message: string): void {
    const roots = toRoots(run, step);
    const text = message.replace(/\{([^{}]+)\}/g, (_whole, expression: string) => {
      try {
        return toPreview(evaluatePath(expression, roots));
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    });
    print([{ category: "stdout", text: `${text}\n`, position: step.callSite }]);
  }

  const javascript = createJavaScript({
    ask: ({ by }, configuration) => {
      if (by === "event") ports.send(attachJavaScriptEvent, { configuration } satisfies AttachJavaScript);
      else if (runs.client.supportsStartDebuggingRequest !== true) javascript.fail("this editor does not answer `startDebugging`, so no JavaScript debugger joins: set `javascript` to `false`");
      else ports.request("startDebugging", { request: configuration.request, configuration }, (message) => { javascript.fail(`the editor did not start the JavaScript debugger (${toPrintable(message, 300)}): correct its type in \`javascript\``); });
    },
    isStepCall: ({ path: file, line, column }) => findStepLine(model?.stepLines(file) ?? [], { line, column }) !== undefined,
    onMoved: (runId, move) => { session?.motion.follow(runId, move); },
    onStanding: standIn,
    onProblem: (message) => { print([{ category: "console", text: `! ${message}\n`, position: undefined }]); },
    onAbsent: () => { for (const breakpoint of breakpoints.withoutJavaScript()) ports.send("breakpoint", { reason: "changed", breakpoint: toDapBreakpoint(breakpoint) }); },
  });

  /** By breakpoints set before a restart, or told ahead of the protocol. */
  async function needsJavaScript({ javascript: given, noDebug }: LaunchArguments): Promise<boolean> {
    if (given === undefined || noDebug) return false;
    const isElsewhere = (found: SourceModel) => given.breakpoints.some((place) => {
      const steps = found.stepLines(place.path);
      return steps !== undefined && findStepLine(steps, place) === undefined;
    });
    if (!breakpoints.needJavaScript() && given.breakpoints.length === 0) return false;
    model = await ports.sources();
    return breakpoints.needJavaScript() || isElsewhere(model);
  }

  async function load(args: LaunchArguments): Promise<void> {
    const controller = new AbortController();
    launching = controller;
    phase = "launching";
    isIdle = false;
    exitCode = 0;
    breakpoints.setJavaScript(args.javascript !== undefined && !args.noDebug);
    let debuggee: Debuggee | undefined;
    const isCurrent = (): boolean => !controller.signal.aborted;
    const injections = createInjections(args);
    const hands: { by?: Session["byHand"] } = {};
    const motion = createMotion({
      breakpoints, filters: () => runs.filters, stops: !args.noDebug, stopOnEntry: args.stopOnEntry, onStop, onLog,
      nextThreadId: () => ++lastThreadId,
      run: (runId) => debuggee?.run(runId),
      rewind: (runId, position) => {
        isIdle = false;
        debuggee?.rewind(runId, position);
      },
      edit: (runId, edit) => {
        debuggee?.edit(runId, edit);
        isIdle = false;
      },
      inject: (step) => {
        const decision = injections.decide(step);
        if (decision?.kind === "result") print([toMadeUpLine(step)]);
        return decision;
      },
      onThread: (threadId, _runId, reason) => { ports.send("thread", { threadId, reason }); },
    });
    const onEvent = (event: ExecutorEvent): void => {
      if (!isCurrent()) return;
      if (event.type === "runStarted") isIdle = false;
      if (event.type === "runEnded" && event.run.cause.kind === "request") exitCode = event.run.status === "completed" ? 0 : 1;
      print(toOutputLines(event, { run: (runId) => debuggee?.run(runId), nameOf: runs.nameOf, functionName: runs.functionName }));
      motion.handle(event);
      hands.by?.handle(event);
      steps.changed();
    };
    const onIdle = (): void => {
      if (!isCurrent()) return;
      isIdle = true;
      runs.settle();
    };
    const onLost = (message: string): void => {
      // While it loads, the launch is refused with the reason.
      if (!isCurrent() || phase === "launching") return;
      print([{ category: "stderr", text: `${message}\n`, position: undefined }]);
      exitCode = 1;
      void runs.finish();
    };
    try {
      const beforeLoad = (program: InspectableProgram) => javascript.prepare(program, args.noDebug ? undefined : args.javascript, () => needsJavaScript(args));
      debuggee = await ports.launch(args, { gate: motion.gate, onEvent, onIdle, onLost, beforeLoad, askNetwork: network.ask, onLoading: ports.onLoading }, controller.signal);
    } catch (error) {
      if (isCurrent()) phase = "new";
      throw controller.signal.aborted ? sessionEnded() : error;
    }
    if (!isCurrent()) {
      await debuggee.stop();
      throw sessionEnded();
    }
    const byHand = createByHand({ debuggee, motion });
    hands.by = byHand;
    session = { args, debuggee, motion, byHand, injections };
    phase = "ready";
  }

  async function unload(): Promise<void> {
    launching?.abort();
    javascript.detach();
    network.withdraw();
    const ending = session;
    session = undefined;
    lastStanding = undefined;
    if (ending !== undefined) steps.changed();
    references.clear(undefined);
    frames.clear();
    for (const { id } of ending?.motion.threads() ?? []) ports.send("thread", { threadId: id, reason: "exited" });
    await ending?.debuggee.stop();
  }

  const runs: Runs = {
    breakpoints, javascript, steps, network, references, frames,
    lastStanding: () => lastStanding,
    filters: new Set(),
    client: {},
    session() {
      if (session === undefined) throw notLaunched();
      return session;
    },
    current: () => session,
    async launch(given) {
      if (phase !== "new") throw alreadyLaunched();
      await load(readLaunchArguments(given));
    },
    async restart(given) {
      if (session === undefined || phase !== "running") throw notLaunched();
      const args = given === undefined ? session.args : readLaunchArguments(given);
      await unload();
      try {
        await load(args);
      } catch (error) {
        ports.send("terminated", undefined);
        throw error;
      }
    },
    configurationDone() {
      isConfigured = true;
    },
    begin() {
      if (phase !== "ready" || !isConfigured) return;
      phase = "running";
      const starting = session;
      if (!breakpoints.needJavaScript()) return starting?.debuggee.start();
      // What stands before the first step runs before anything can stop.
      void runs.attachJavaScript().then(() => {
        if (starting === session) starting?.debuggee.start();
      });
    },
    async attachJavaScript() {
      model = await ports.sources();
      return javascript.attach();
    },
    joinJavaScript() {
      if (phase === "running" && breakpoints.needJavaScript()) void runs.attachJavaScript();
    },
    settle() {
      if (phase === "running" && isIdle && session?.motion.isStanding() === false) void runs.finish();
    },
    async finish() {
      if (phase === "ended") return;
      phase = "ended";
      for (const step of session?.injections.unused() ?? []) print([{ category: "console", text: `! no step \`${toPrintable(step, 200)}\` was run: its mock or fault did nothing\n`, position: undefined }]);
      await unload();
      ports.send("exited", { exitCode });
      ports.send("terminated", undefined);
    },
    async dispose() {
      phase = "ended";
      await unload();
    },
    onEdited(threadId, inPlace) {
      if (!inPlace) ports.send("continued", { threadId, allThreadsContinued: false });
      else if (runs.client.supportsInvalidatedEvent === true) ports.send("invalidated", { areas: ["variables"], threadId });
    },
    moveOn(threadId, moves) {
      const stopped = session?.motion.stopOf(threadId);
      if (stopped !== undefined) runs.forget(stopped.runId);
      ports.send("continued", { threadId, allThreadsContinued: false });
      moves();
      runs.settle();
    },
    nameOf(runId) {
      const run = session?.debuggee.run(runId);
      return run === undefined ? runId : toRunName(runs.functionName(run.functionId), runId);
    },
    functionName: (functionId) => session?.debuggee.functions.find(({ id }) => id === functionId)?.localId ?? functionId,
    nextFrameId: () => ++lastFrameId,
    isPastFrame: (frameId) => frameId > 0 && frameId <= lastFrameId && !frames.has(frameId),
    forget(runId) {
      references.clear(runId);
      for (const [id, shown] of frames) if (shown.runId === runId) frames.delete(id);
    },
  };
  return runs;
}
