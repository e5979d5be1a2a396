/** The apps that have registered, as the executor's `Worker` port: each function is called over HTTP where it is served. */
import type { JsonValue, SourcePosition } from "../executor/model.ts";
import type { CallRequest, CallResponse, FunctionConfig, Worker } from "../executor/ports.ts";
import { toCallBody, toCallHeaders, toCallUrl } from "../wire/call-request.ts";
import { toTraceParent } from "../wire/trace-parent.ts";
import { asObject } from "../executor/json-object.ts";
import { isEndpoint } from "../executor/endpoint.ts";
import { toEndpointCall } from "../wire/endpoint-call.ts";
import { AnswerLate } from "./answer-in-time.ts";
import { findAnswerProblem, readAnswer } from "./read-answer.ts";
import type { App } from "./registration.ts";
import { AnswerLost, AnswerTooLarge, type AppRequest, type SendRequest } from "./send-request.ts";

export interface AppsOptions {
  readonly send: SendRequest;
  /** This server's address, for sentences that say how to start an app. */
  readonly origin: () => string;
  /** Milliseconds between attempts to reach an app that does not answer. */
  readonly reconnectMs: number;
  /** An app has registered for the first time, or with other functions than before. */
  onChange(app: App): void;
  /** One sentence about an app; the same one is told once until the app answers again. */
  onProblem(message: string): void;
  /** One sentence about an answer that is not to be taken; the run then fails. */
  readonly findProblem?: ((request: CallRequest, body: JsonValue | undefined) => string | undefined) | undefined;
  /** Where a step is written, by the ids of its function and its own as written. */
  readonly findCallSite?: ((functionId: string, stepId: string) => Promise<SourcePosition | undefined>) | undefined;
}

export interface CallContext {
  readonly callId: string;
  readonly runId: string;
  readonly stepId: string;
}

export interface Apps extends Worker {
  readonly apps: readonly App[];
  /** Takes the app in the place of an earlier registration; a sentence when it cannot stand beside the others. */
  add(app: App): { readonly modified: boolean } | string;
  /** Whether a call is under way. */
  isCalling(): boolean;
  /** The call with this id, under way or lately ended. */
  context(callId: string): CallContext | undefined;
}

/** The SDK takes an edited input, a list of arguments, in the place of the step's result. */
function withInput(request: CallRequest): CallRequest {
  const { input, stepId, steps } = request;
  return input === undefined ? request : { ...request, steps: { ...steps, [stepId]: { input: Array.isArray(input) ? input : [input] } } };
}

interface Target {
  /** Where it is served, for people. */
  readonly url: string;
  readonly asked: AppRequest;
}

/** How many calls are known, ended ones too: bodies still send that nobody waits for. */
const keptCalls = 10_000;

export function createApps({ send, origin, reconnectMs, onChange, onProblem, findProblem, findCallSite }: AppsOptions): Apps {
  const apps = new Map<string, App>();
  /** Where a function was last served: an app that lost it answers so itself. */
  const urls = new Map<string, string>();
  const contexts = new Map<string, CallContext>();
  const troubled = new Map<string, string>();
  let waiting: (() => void)[] = [];
  let functions: readonly FunctionConfig[] = [];
  let underWay = 0;

  const tell = (url: string, message: string): void => {
    if (troubled.get(url) === message) return;
    troubled.set(url, message);
    onProblem(message);
  };

  /** Resolves once the app may be there again: it has registered, or a while has passed. */
  const pause = (signal: AbortSignal): Promise<void> => new Promise((resolve, reject) => {
    const timer = setTimeout(done, reconnectMs);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      waiting = waiting.filter((other) => other !== done);
      resolve();
    }
    function stop(): void { done(); reject(signal.reason as Error); }
    signal.addEventListener("abort", stop, { once: true });
    waiting.push(done);
  });

  const failed = (message: string): CallResponse => ({ status: 500, headers: {}, body: { name: "AppError", message }, observed: {} });

  const observe = async ({ functionId }: CallRequest, body: JsonValue | undefined): Promise<CallResponse["observed"]> => {
    const fn = functions.find(({ id }) => id === functionId);
    if (findCallSite === undefined || fn === undefined || !Array.isArray(body)) return {};
    const observed: Record<string, { readonly callSite: SourcePosition }> = {};
    for (const operation of body.map(asObject)) {
      const { id, userland } = operation;
      const written = asObject(userland)["id"];
      const callSite = typeof id === "string" && typeof written === "string" ? await findCallSite(fn.localId, written) : undefined;
      if (typeof id === "string" && callSite !== undefined) observed[id] = { callSite };
    }
    return observed;
  };

  const callOnce = async (request: CallRequest, { url, asked }: Target, signal: AbortSignal): Promise<CallResponse | undefined> => {
    underWay++;
    try {
      const answer = await send({ ...asked, headers: { ...asked.headers, traceparent: toTraceParent(request.callId) } }, signal);
      const problem = findAnswerProblem(url, answer, origin());
      if (problem !== undefined) {
        tell(url, problem);
        return failed(problem);
      }
      troubled.delete(url);
      const read = readAnswer(answer);
      if (typeof read === "string") return failed(read);
      const refused = findProblem?.(request, read.body);
      if (refused !== undefined) return { ...failed(refused), headers: { "x-inngest-no-retry": "true" } };
      return { ...read, observed: await observe(request, read.body) };
    } catch (error) {
      if (signal.aborted) throw error;
      const { message } = error as Error;
      if (error instanceof AnswerLost) return failed(`the app at ${url} ended the connection before it answered (${message})`);
      if (error instanceof AnswerLate) return failed(`the app at ${url} was called and does not answer: ${message} (limit \`callMs\`)`);
      if (error instanceof AnswerTooLarge) return failed(`the app at ${url} answers with ${message}`);
      tell(url, `the app at ${url} does not answer (${(error as NodeJS.ErrnoException).code ?? message}); its runs wait until it does`);
      return undefined;
    } finally {
      underWay--;
    }
  };

  const findTarget = (request: CallRequest): Target | undefined => {
    if (isEndpoint(request)) {
      const asked = toEndpointCall(request);
      const { origin: from, pathname } = new URL(asked.url);
      return { url: from + pathname, asked };
    }
    const url = urls.get(request.functionId);
    return url === undefined ? undefined : { url, asked: { method: "POST", url: toCallUrl(url, request), body: JSON.stringify(toCallBody(withInput(request))), headers: toCallHeaders(request) } };
  };

  return {
    get functions() { return functions; },
    get apps() { return [...apps.values()]; },
    add: (app) => {
      for (const other of apps.values()) {
        if (other.id === app.id) continue;
        const shared = app.functions.find(({ id }) => other.functions.some((fn) => fn.id === id));
        if (shared !== undefined) return `the apps \`${other.id}\` and \`${app.id}\` both have a function \`${shared.id}\`; give one of them another id`;
      }
      const before = apps.get(app.id);
      const modified = JSON.stringify(before) !== JSON.stringify(app);
      apps.set(app.id, app);
      for (const { id } of app.functions) urls.set(id, app.url);
      troubled.delete(app.url);
      if (modified) {
        functions = [...apps.values()].flatMap((each) => each.functions);
        onChange(app);
      }
      for (const retry of waiting) retry();
      return { modified };
    },
    isCalling: () => underWay > 0,
    context: (callId) => contexts.get(callId),
    call: async (request, signal) => {
      const { callId, runId, stepId, functionId } = request;
      contexts.set(callId, { callId, runId, stepId });
      for (const oldest of contexts.keys()) {
        if (contexts.size <= keptCalls) break;
        contexts.delete(oldest);
      }
      // What was not reached has not run: that costs no attempt.
      for (;;) {
        const target = findTarget(request);
        if (target === undefined) tell(functionId, `no app has registered \`${functionId}\` yet; its runs wait until one does`);
        const response = target === undefined ? undefined : await callOnce(request, target, signal);
        if (response !== undefined) return response;
        await pause(signal);
      }
    },
  };
}
