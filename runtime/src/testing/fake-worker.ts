/**
 * A worker without a process and without an SDK, for tests of the executor and of what builds on it. It speaks the
 * protocol as the SDK does: a handler runs from the top in every call, memoized steps answer at once, new ones are
 * reported, and a targeted one runs its body.
 */
import { parseWireDuration } from "../../../shared/inngest/duration.ts";
import { hashStepId, repeatedStepId } from "../../../shared/inngest/step-id.ts";
import type { InngestEvent, JsonValue } from "../executor/model.ts";
import type { CallRequest, CallResponse, FunctionConfig, FunctionTrigger, SdkApi, Worker } from "../executor/ports.ts";

export interface FakeSteps {
  /** The body is given the attempt, from 0. */
  run(id: string, body: (attempt: number) => JsonValue | Promise<JsonValue>): Promise<JsonValue>;
  sendEvent(id: string, events: FakePayload | readonly FakePayload[]): Promise<JsonValue>;
  sleep(id: string, duration: string): Promise<JsonValue>;
  waitForEvent(id: string, options: { readonly event: string; readonly timeout: string; readonly if?: string }): Promise<JsonValue>;
  waitForSignal(id: string, options: { readonly signal: string; readonly timeout: string; readonly conflict: "fail" | "replace" }): Promise<JsonValue>;
  sendSignal(id: string, options: { readonly signal: string; readonly data?: JsonValue }): Promise<JsonValue>;
  invoke(id: string, options: { readonly function: string; readonly data?: JsonValue; readonly timeout?: string }): Promise<JsonValue>;
}

interface FakePayload {
  readonly name: string;
  readonly data?: JsonValue;
  readonly id?: string;
  readonly ts?: number;
}

export interface FakeContext {
  readonly step: FakeSteps;
  readonly event: InngestEvent;
  readonly events: readonly InngestEvent[];
  readonly runId: string;
  readonly attempt: number;
  /** `inngest.send` outside a step. */
  send(events: readonly FakePayload[]): JsonValue;
}

export interface FakeFunction {
  readonly id: string;
  /** Event names. */
  readonly on?: readonly string[];
  /** Instead of `on`, with expressions. */
  readonly triggers?: readonly FunctionTrigger[];
  readonly retries?: number;
  /** The rest of the registration, for flow control. */
  readonly raw?: JsonValue;
  readonly handler: (context: FakeContext) => JsonValue | Promise<JsonValue>;
}

/** An error whose `name` and headers the fake treats as the SDK does: `NonRetriableError`, or `retryAfter` in seconds. */
export class FakeError extends Error {
  readonly retryAfter: string | undefined;
  constructor(name: string, message: string, retryAfter?: string) {
    super(message);
    this.name = name;
    this.retryAfter = retryAfter;
  }
}

interface Found {
  readonly op: Readonly<Record<string, JsonValue>>;
  readonly body: (() => JsonValue | Promise<JsonValue>) | undefined;
}

export interface FakeWorkerOptions {
  readonly functions: readonly FakeFunction[];
  /** Request version: 1 as SDK v3, 2 as v4. */
  readonly version?: number;
  /** Answers `sendEvent` and `send`. */
  readonly api?: SdkApi;
  /** False leaves `calls` empty. */
  readonly keepsCalls?: boolean;
}

export interface FakeWorker extends Worker {
  /** Every call, in order. */
  readonly calls: readonly CallRequest[];
  api: SdkApi | undefined;
}

function describe({ id, on = [], triggers, retries = 4, raw = null }: FakeFunction): FunctionConfig {
  return { id: `app-${id}`, localId: id, name: id, retries, raw, triggers: triggers ?? on.map((event) => ({ kind: "event", event, expression: undefined })) };
}

function serialize(error: unknown): { name: string; message: string } {
  return error instanceof Error ? { name: error.name, message: error.message } : { name: "Error", message: String(error) };
}

function retryHeaders(error: unknown, exhausted: boolean): Record<string, string> {
  const noRetry = exhausted || (error instanceof Error && error.name === "NonRetriableError");
  return { "x-inngest-no-retry": String(noRetry), ...(error instanceof FakeError && error.retryAfter !== undefined ? { "retry-after": error.retryAfter } : {}) };
}

export function createFakeWorker({ functions, version = 2, api, keepsCalls = true }: FakeWorkerOptions): FakeWorker {
  const calls: CallRequest[] = [];
  const worker: FakeWorker = {
    functions: functions.map(describe), calls, api,
    call: async (request, signal) => {
      if (keepsCalls) calls.push(request);
      const fn = functions.find(({ id }) => `app-${id}` === request.functionId);
      if (fn === undefined) throw new Error(`no function ${request.functionId}`);
      const asked = new Set<string>();
      const response = await answer(fn, request, (body, stepId, path) => post(worker, request, body, stepId, path), asked);
      const unasked = Object.keys(request.memoized ?? {}).filter((hashedId) => !asked.has(hashedId));
      signal.throwIfAborted();
      return { ...response, headers: { "x-inngest-req-version": String(version), ...response.headers }, observed: response.status === 206 ? observe(response.body) : {}, ...(unasked.length === 0 ? {} : { strayed: { unasked, otherTools: {}, otherEvents: {} } }) };
    },
  };
  return worker;
}

function post(worker: FakeWorker, { callId, runId }: CallRequest, body: unknown, stepId: string, path = "/e/key"): JsonValue {
  const response = worker.api?.({ method: "POST", path, headers: {}, body: body as JsonValue, call: { callId, runId, stepId } });
  // No run waits for the signal: the SDK takes that as an answer.
  if (response?.status === 404 && path === "/v1/signals") return null;
  if (response === undefined || response.status !== 200) throw new Error(`Inngest API Error: ${JSON.stringify(response?.body)}`);
  return response.body;
}

type Answer = Pick<CallResponse, "status" | "headers" | "body">;
type Post = (body: unknown, stepId: string, path?: string) => JsonValue;

/** Every step is written on one line. */
const observe = (body: JsonValue | undefined): CallResponse["observed"] =>
  Object.fromEntries((Array.isArray(body) ? body as readonly { readonly id: string }[] : []).map(({ id }) => [id, { callSite: { path: "/fake.ts", line: 1, column: 1 } }]));

async function answer(fn: FakeFunction, request: CallRequest, send: Post, asked: Set<string>): Promise<Answer> {
  const found = new Map<string, Found>();
  const { event, events, runId, attempt } = request;
  let outcome: Answer | undefined;
  const context: FakeContext = { event, events, runId, attempt, step: createSteps(request, found, send, asked), send: (events) => send(events, "step") };
  const handled = (async () => fn.handler(context))().then(
    (body) => { outcome = { status: 200, headers: {}, body }; },
    (error: unknown) => {
      const headers = retryHeaders(error, attempt + 1 >= request.maxAttempts);
      outcome = { status: headers["x-inngest-no-retry"] === "true" ? 400 : 500, headers, body: serialize(error) };
    },
  );
  await Promise.race([handled, new Promise((resolve) => { setImmediate(resolve); })]);
  if (outcome !== undefined) return outcome;
  const bodies = [...found.values()].filter(({ body }) => body !== undefined);
  const target = request.stepId !== "step" ? found.get(request.stepId) : !request.disableImmediateExecution && found.size === 1 && bodies.length === 1 ? bodies[0] : undefined;
  if (target !== undefined) return runBody(target, request);
  if (request.stepId !== "step") return { status: 500, headers: {}, body: { error: "Could not find step", requestedStep: request.stepId, foundSteps: [...found.values()].map(({ op }) => op) } };
  return { status: 206, headers: {}, body: [...found.values()].map(({ op }) => op) };
}

async function runBody({ op, body }: Found, { attempt, maxAttempts }: CallRequest): Promise<Answer> {
  try {
    return { status: 206, headers: {}, body: [{ ...op, op: "StepRun", data: (await body?.()) ?? null }] };
  } catch (error) {
    const headers = retryHeaders(error, attempt + 1 >= maxAttempts);
    return { status: 206, headers, body: [{ ...op, op: headers["x-inngest-no-retry"] === "true" ? "StepFailed" : "StepError", error: serialize(error) }] };
  }
}

function createSteps(request: CallRequest, found: Map<string, Found>, send: Post, asked: Set<string>): FakeSteps {
  const uses = new Map<string, number>();
  const use = (id: string, op: Readonly<Record<string, JsonValue>>, body?: (hashedId: string) => JsonValue | Promise<JsonValue>): Promise<JsonValue> => {
    const index = uses.get(id) ?? 0;
    uses.set(id, index + 1);
    const hashedId = hashStepId(repeatedStepId(id, index));
    asked.add(hashedId);
    const memoized = request.steps[hashedId];
    if (memoized !== undefined) return replay(memoized);
    const userland = index === 0 ? { id } : { id, index };
    found.set(hashedId, { op: { id: hashedId, displayName: id, userland, ...op }, body: body === undefined ? undefined : () => body(hashedId) });
    return new Promise(() => undefined);
  };
  return {
    run: (id, body) => use(id, { op: "StepPlanned" }, () => body(request.attempt)),
    sendEvent: (id, events) => use(id, { op: "StepPlanned", name: "sendEvent", opts: { type: "step.sendEvent" } }, (hashedId) => send(Array.isArray(events) ? events as readonly FakePayload[] : [events as FakePayload], hashedId)),
    sleep: (id, duration) => use(id, { op: "Sleep", name: parseWireDuration(duration) === undefined ? "" : duration }),
    waitForEvent: (id, { event, ...opts }) => use(id, { op: "WaitForEvent", name: event, opts }),
    waitForSignal: (id, opts) => use(id, { op: "WaitForSignal", name: opts.signal, opts }),
    sendSignal: (id, opts) => use(id, { op: "StepPlanned", name: "sendSignal", opts: { type: "step.sendSignal" } }, (hashedId) => send(opts, hashedId, "/v1/signals")),
    invoke: (id, { function: functionId, data, timeout }) => use(id, { op: "InvokeFunction", opts: { function_id: functionId, payload: { data: data ?? {} }, ...(timeout === undefined ? {} : { timeout }) } }),
  };
}

/** `{ data }` and `{ error }` are results; the engine sends nothing else that is an object. */
function replay(memoized: JsonValue): Promise<JsonValue> {
  if (memoized === null || typeof memoized !== "object") return Promise.resolve(memoized);
  const { data, error } = memoized as { readonly data?: JsonValue; readonly error?: { readonly name: string; readonly message: string } };
  return error === undefined ? Promise.resolve(data ?? null) : Promise.reject(new FakeError(error.name, error.message));
}
