/**
 * Watches the step tools of one execution as the user calls them: where each call stands in the source and what it is
 * about to work on, which the wire does not say. Only public behaviour is used (`ctx.step` as middleware receives it,
 * and ids given as `{ id }`); where it does not fit, nothing is observed and the call goes on untouched.
 */
import { stepOpcodes } from "../../../../shared/inngest/step-opcodes.ts";
import type { JsonValue, SourcePosition } from "../../executor/model.ts";
import type { Strayed } from "../../executor/ports.ts";
import { bodies, calls, hashId, type CallContext, type StepBody } from "./call-context.ts";
import { findCallSite } from "./call-site.ts";
import { send } from "./channel.ts";
import { rememberBody } from "./debugger-hooks.ts";

type Tool = (...args: unknown[]) => unknown;
export type StepTools = Record<string, unknown>;

/** Tools whose first argument is the step's id; by what the step works on, where its report does not say so. */
const inputs: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
  run: (args) => args.length > 2 ? args.slice(2) : undefined,
  "ai.wrap": (args) => args.length > 2 ? args.slice(2) : undefined,
  "ai.infer": (args) => (args[1] as { readonly body?: unknown } | undefined)?.body,
  sendEvent: (args) => args[1],
  sendSignal: (args) => args[1],
  sleep: () => undefined,
  sleepUntil: () => undefined,
  waitForEvent: () => undefined,
  waitForSignal: () => undefined,
  invoke: (args) => (args[1] as { readonly data?: unknown } | undefined)?.data,
  "realtime.publish": (args) => args.length > 2 ? args[2] : args[1],
};

/** Arguments with another input, for the tools whose work this process does. */
const withInput: Readonly<Record<string, (args: readonly unknown[], input: JsonValue) => unknown[]>> = {
  run: ([id, body], input) => [id, body, ...toArguments(input)],
  "ai.wrap": ([id, body], input) => [id, body, ...toArguments(input)],
  sendEvent: ([id], input) => [id, input],
  sendSignal: ([id], input) => [id, input],
  "realtime.publish": (args, input) => [...args.slice(0, args.length > 2 ? 2 : 1), input],
};

const toArguments = (input: JsonValue): readonly JsonValue[] => (Array.isArray(input) ? input as readonly JsonValue[] : [input]);

const observed = new WeakSet<StepTools>();

/** Replaces the tools in place: `step` imported from the SDK reaches the same object. */
export function observeSteps(tools: StepTools): void {
  if (observed.has(tools)) return;
  observed.add(tools);
  for (const [name, input] of Object.entries(inputs)) {
    const [first, second] = name.split(".");
    const holder = (second === undefined ? tools : tools[first ?? ""]) as StepTools | undefined;
    const key = second ?? name;
    const tool = holder?.[key];
    if (holder !== undefined && typeof tool === "function") holder[key] = watch(tool as Tool, name, input);
  }
}

function watch(tool: Tool, name: string, inputOf: (args: readonly unknown[]) => unknown): Tool {
  const hasBody = name === "run" || name === "ai.wrap";
  return function watched(this: unknown, ...given: unknown[]): unknown {
    let args = given;
    const call = calls.getStore();
    const id = readId(args[0]);
    if (call === undefined || id === undefined) return tool.apply(this, args);
    const hashedId = numberRepeats(call, id.id);
    call.lastStep = id.name;
    call.tools.set(hashedId, name);
    if (name === "waitForEvent") call.awaited.set(hashedId, readEventName(args[1]));
    // Seen when it was planned; replays of a long run stay cheap.
    if (hashedId in call.request.steps) return tool.apply(this, args);
    const { stepId, input: edited, alone } = call.request;
    const isNested = bodies.getStore()?.running === true;
    if (stepId !== "step" && stepId !== hashedId && !isNested) {
      if (alone === true) return leaveOut(call, id.name);
    } else {
      const position = findCallSite(watched);
      noteNesting(call, id.name, position);
      if (edited !== undefined && stepId === hashedId) args = withInput[name]?.(args, edited) ?? args;
      const input = toJson(inputOf(args));
      call.observed.set(hashedId, { ...(position === undefined ? {} : { callSite: position }), ...(input === undefined ? {} : { input }) });
    }
    const [, body] = args;
    if (!hasBody || typeof body !== "function") return tool.apply(this, args);
    rememberBody(call.request.runId, hashedId, body);
    args[1] = inBody(call, { hashedId, displayName: id.name, running: false }, body as Tool);
    return tool.apply(this, args);
  };
}

/** The SDK would note the step and never end it within this call: with a thousand of them that is most of its work. */
function leaveOut(call: CallContext, name: string): Promise<never> {
  call.leftOut.push(name);
  return new Promise(() => undefined);
}

const opcodes: Readonly<Record<string, string>> = stepOpcodes;

/** Where the handler went another way than what is memoized; undefined where it did not, or nothing was seen of its steps. */
export function findStrayed({ request: { memoized = {} }, tools, awaited }: CallContext): Strayed | undefined {
  const unasked = tools.size === 0 ? [] : Object.keys(memoized).filter((hashedId) => !tools.has(hashedId));
  const others = Object.entries(memoized).flatMap(([hashedId, { opcode }]) => {
    const tool = tools.get(hashedId);
    return tool === undefined || (opcodes[`step.${tool}`] ?? "StepPlanned") === opcode ? [] : [[hashedId, `step.${tool}`] as const];
  });
  const events = Object.entries(memoized).flatMap(([hashedId, { event }]) => {
    const name = awaited.get(hashedId);
    return event === undefined || name === undefined || name === event ? [] : [[hashedId, name] as const];
  });
  return unasked.length === 0 && others.length === 0 && events.length === 0 ? undefined : { unasked, otherTools: Object.fromEntries(others), otherEvents: Object.fromEntries(events) };
}

/** An event's name, or a declared event's; undefined for what the SDK refuses. */
function readEventName(options: unknown): string | undefined {
  const event = (options as { readonly event?: unknown } | undefined)?.event;
  const name = typeof event === "object" ? (event as { readonly name?: unknown } | null)?.name : event;
  return typeof name === "string" ? name : undefined;
}

function readId(value: unknown): { readonly id: string; readonly name: string } | undefined {
  if (typeof value === "string") return { id: value, name: value };
  if (typeof value !== "object" || value === null) return undefined;
  const { id, name } = value as { readonly id?: unknown; readonly name?: unknown };
  return typeof id === "string" ? { id, name: typeof name === "string" ? name : id } : undefined;
}

/** The memoization key: SHA-1 of the id, repeats as `id:1`, `id:2`, … (SDK specification 5.1.2). */
function numberRepeats(call: CallContext, id: string): string {
  let hashedId = hashId(id);
  for (let index = call.ids.get(id) ?? 1; call.hashes.has(hashedId); index++) {
    hashedId = hashId(`${id}:${index}`);
    call.ids.set(id, index + 1);
  }
  call.hashes.add(hashedId);
  return hashedId;
}

function noteNesting(call: CallContext, inner: string, position: SourcePosition | undefined): void {
  const outer = bodies.getStore();
  if (outer?.running === true) call.nested ??= { inner, outer, position };
}

function inBody(call: CallContext, step: StepBody, body: Tool): Tool {
  return (...args) => bodies.run(step, async () => {
    step.running = true;
    send({ type: "bodyStarted", id: call.id, step: step.displayName });
    try {
      return await body(...args);
    } finally {
      step.running = false;
    }
  });
}

/** As it would travel; undefined where it cannot. */
function toJson(value: unknown): JsonValue | undefined {
  if (value === undefined) return undefined;
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
