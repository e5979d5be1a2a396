/**
 * Stands between a JavaScript debugger and the worker's inspector and passes on what either says, except where a durable
 * function differs from a plain program: breakpoints between steps stop once for each logical pass and not in replays,
 * those on step calls are ours, and what lies below the user's code is not shown.
 */
import { pathToFileURL } from "node:url";
import type { SourcePosition } from "../executor/model.ts";
import type { InspectorMessage, OpenInspector } from "../worker/inspector-channel.ts";
import { inspectorThread } from "../worker/child/inspector.ts";
import { toMove, toUserPause, type IsHidden, type JavaScriptMove, type Pause } from "./pauses.ts";
import type { FindSource } from "./source-places.ts";
import { bodyExpression, onceForEachPass, whereExpression, type Whereabouts } from "./worker-hooks.ts";

export interface RelayPorts {
  readonly open: OpenInspector;
  /** Absolute path of the bundle. */
  readonly bundle: string;
  readonly findSource: FindSource;
  /** Whether a script, by its URL, is none of the user's: a package's or our own. */
  isHidden(url: string): boolean;
  /** Whether a breakpoint there stops before a step: the JavaScript debugger then leaves it alone. */
  isStepCall(place: SourcePosition): boolean;
  /** The debugger has set its breakpoints and lets the program run. */
  onReady(): void;
  /** The program stands, and the user sees it. */
  onPaused(where: Whereabouts): void;
  /** The user moves on from there. */
  onMoved(where: Whereabouts, move: JavaScriptMove): void;
  /** To the debugger. */
  send(message: InspectorMessage): void;
}

export interface Relay {
  /** From the debugger. */
  receive(message: InspectorMessage): void;
  /** Makes the next call of a step's body stop on its first line; false where that cannot be done. */
  stopInBody(runId: string, hashedId: string): Promise<boolean>;
  /** The program goes on without the debugger. */
  close(): void;
}

type Answer = Readonly<Record<string, unknown>> | undefined;

/** Our own commands go through the debugger's session, by numbers that it does not reach. */
const firstOwnId = 1_500_000_000;

export function createRelay(ports: RelayPorts): Relay {
  const own = new Map<number, (answer: Answer) => void>();
  let nextId = firstOwnId;
  const bundleUrl = pathToFileURL(ports.bundle).href;
  const scripts = new Map<string, string>();
  /** Breakpoints on calls of step bodies; each stops once. */
  const onCalls = new Set<string>();
  let standing: Whereabouts | undefined;
  let isSkipping = false;
  let isPausing = false;
  let lastMove: JavaScriptMove | undefined;

  const channel = ports.open((message) => {
    if (message.id !== undefined && message.id >= firstOwnId) {
      own.get(message.id)?.(message.result);
      own.delete(message.id);
    } else {
      hear(message);
    }
  });

  const isHidden: IsHidden = ({ location, scriptId }) => ports.isHidden(scripts.get(location?.scriptId ?? scriptId ?? "") ?? "");

  /** Resolves with undefined where the inspector refuses. */
  const ask = (method: string, params: Readonly<Record<string, unknown>>): Promise<Answer> => new Promise((resolve) => {
    const id = nextId++;
    own.set(id, resolve);
    channel.send({ id, method, params });
  });

  function hear(message: InspectorMessage): void {
    const { method, params } = message;
    if (method === "Debugger.scriptParsed") scripts.set(String(params?.["scriptId"]), String(params?.["url"]));
    if (method === "Debugger.paused") void pause(params as unknown as Pause, message);
    else if (method === "Debugger.resumed" && isSkipping) isSkipping = false;
    else if (method === "NodeWorker.attachedToWorker" && JSON.stringify(params).includes(inspectorThread)) void ask("NodeWorker.detach", { sessionId: params?.["sessionId"] });
    else ports.send(message);
  }

  async function pause(params: Pause, message: InspectorMessage): Promise<void> {
    if (params.reason === "instrumentation") {
      ports.send(message);
      return;
    }
    const entered = params.hitBreakpoints?.filter((id) => onCalls.has(id)) ?? [];
    for (const id of entered) {
      onCalls.delete(id);
      void ask("Debugger.removeBreakpoint", { breakpointId: id });
    }
    const where = await findWhere(params);
    if (entered.length === 0 && where?.isNew === false) return skip("Debugger.resume");
    if (lastMove === "step" && (params.hitBreakpoints ?? []).length === 0 && !/exception|rejection/i.test(params.reason)) {
      // The step has led out of the user's code.
      if (params.callFrames.every(isHidden)) return skip("Debugger.resume");
      // The next stop is ours: to stop before a step call twice would be once too often.
      if (isAtStepCall(params)) return skip("Debugger.stepOver");
    }
    standing = where;
    isPausing = false;
    if (where !== undefined) ports.onPaused(where);
    ports.send({ ...message, params: { ...toUserPause(params, isHidden) } });
  }

  function skip(method: string): void {
    isSkipping = true;
    void ask(method, {});
    // A replay is not where a user who presses Pause wants to stand.
    if (isPausing) void ask("Debugger.pause", {});
  }

  function isAtStepCall({ callFrames: [top] }: Pause): boolean {
    if (top === undefined || scripts.get(top.location.scriptId) !== bundleUrl) return false;
    const place = ports.findSource(top.location.lineNumber, top.location.columnNumber ?? 0);
    return place !== undefined && ports.isStepCall(place);
  }

  async function findWhere({ callFrames: [top] }: Pause): Promise<Whereabouts | undefined> {
    if (top === undefined) return undefined;
    const answer = await ask("Debugger.evaluateOnCallFrame", { callFrameId: top.callFrameId, expression: whereExpression, silent: true, returnByValue: true });
    const { value } = (answer?.["result"] ?? {}) as { readonly value?: unknown };
    return typeof value === "string" ? JSON.parse(value) as Whereabouts : undefined;
  }

  function toBreakpoint(message: InspectorMessage): InspectorMessage {
    const params = message.params ?? {};
    const location = (params["location"] ?? params) as { readonly scriptId?: string; readonly lineNumber?: number; readonly columnNumber?: number };
    const isInBundle = scripts.get(location.scriptId ?? "") === bundleUrl || params["url"] === bundleUrl || (typeof params["urlRegex"] === "string" && new RegExp(params["urlRegex"]).test(bundleUrl));
    const place = isInBundle ? ports.findSource(location.lineNumber ?? 0, location.columnNumber ?? 0) : undefined;
    const condition = typeof params["condition"] === "string" ? params["condition"] : "";
    return { ...message, params: { ...params, condition: place !== undefined && ports.isStepCall(place) ? "false" : onceForEachPass(condition) } };
  }

  return {
    receive(message) {
      const move = toMove(message);
      if (move !== undefined && standing !== undefined) ports.onMoved(standing, move);
      if (move !== undefined) {
        standing = undefined;
        lastMove = move;
      }
      if (message.method === "Debugger.pause") {
        isPausing = true;
        lastMove = undefined;
      }
      channel.send(message.method === "Debugger.setBreakpointByUrl" || message.method === "Debugger.setBreakpoint" ? toBreakpoint(message) : message);
      if (message.method === "Runtime.runIfWaitingForDebugger") ports.onReady();
    },
    async stopInBody(runId, hashedId) {
      const found = await ask("Runtime.evaluate", { expression: bodyExpression(runId, hashedId), silent: true });
      const { objectId } = (found?.["result"] ?? {}) as { readonly objectId?: string };
      if (objectId === undefined) return false;
      const set = await ask("Debugger.setBreakpointOnFunctionCall", { objectId });
      void ask("Runtime.releaseObject", { objectId });
      const id = set?.["breakpointId"];
      if (typeof id !== "string") return false;
      onCalls.add(id);
      return true;
    },
    close: () => { channel.close(); },
  };
}
