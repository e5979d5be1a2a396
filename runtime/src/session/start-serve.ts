/** Puts the parts of the second door together: apps that run by themselves, the executor that runs their functions, the HTTP server that both meet at. */
import { limits } from "../../../shared/inngest/limits.ts";
import { createIds } from "../../../shared/inngest/event-id.ts";
import { createApi } from "../api/api.ts";
import { createRunTokens, createSecret } from "../api/run-tokens.ts";
import { answer, refuse, type Asked } from "../api/routes.ts";
import { answerInTime, tellSilence } from "../apps/answer-in-time.ts";
import { createApps, type Apps } from "../apps/apps.ts";
import { readRegistration, type App } from "../apps/registration.ts";
import { findEventServer, type EventServer } from "../apps/event-server.ts";
import { limitRequests } from "../apps/limit-requests.ts";
import { withPlainHttp } from "../apps/plain-http.ts";
import { pollApps } from "../apps/poll.ts";
import { sendRequest, type SendRequest } from "../apps/send-request.ts";
import { askToRegister } from "../apps/sync.ts";
import { howToStart } from "../apps/read-answer.ts";
import { createGateway, isConnected } from "../connect/gateway.ts";
import { openDoor } from "../door/door.ts";
import { createRunStreams } from "../door/run-streams.ts";
import { createRealtime } from "../realtime/realtime.ts";
import type { Executor, ExecutorOptions } from "../executor/contract.ts";
import { createExecutor } from "../executor/executor.ts";
import type { JsonValue, SourcePosition } from "../executor/model.ts";
import { readEndpointRequest } from "../executor/endpoint.ts";
import type { KeptValue } from "../executor/journal.ts";
import type { Clock, SdkApiResponse } from "../executor/ports.ts";
import { fromTraceParent } from "../wire/trace-parent.ts";
import type { Store } from "../store/store.ts";
import { createAskedApps } from "./asked-apps.ts";
import { createAttachedApp } from "./attached-app.ts";
import { createSchedules } from "./schedules.ts";
import { createHttp } from "./http.ts";

export interface ServeOptions extends Pick<ExecutorOptions, "gate" | "onEvent" | "retryMs" | "checkpoint" | "limits"> {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly clock: Clock;
  /** Addresses of serve endpoints, which are asked to register. */
  readonly appUrls: readonly string[];
  /** Milliseconds between two times an app is asked, and between attempts to reach one. */
  readonly pollMs: number;
  /** Keeps what happens, and gives back what earlier sessions left open, which goes on. Its owner closes it, after the session. */
  readonly store: Store;
  /** An app has registered, or with other functions than before. Those that an earlier session knew are in `apps` from the start. */
  onApp(app: App): void;
  /** Which events start functions; default `all`. */
  readonly follow?: "all" | "none";
  /** False asks the apps only when `sync` does, and takes nothing of anybody else: no registration that was not asked for, no event but what the functions send. Default true. */
  readonly polls?: boolean;
  /** Where a step is written, by the ids of its function and its own as written: an app does not say it. */
  findCallSite?(functionId: string, stepId: string): Promise<SourcePosition | undefined>;
  readonly patience?: Patience;
  /** A request has been answered. */
  onAnswer?(path: string, status: number): void;
}

export interface ServeSession {
  /** `http://127.0.0.1:8288`. */
  readonly origin: string;
  readonly executor: Executor;
  readonly apps: Apps;
  /** Asks each app at the addresses given once; the problems found. */
  sync(): Promise<readonly string[]>;
  /** Where each app that has registered sends its events, where `polls` is false. Executes nothing of its functions. */
  findEventServers(): Promise<readonly EventServer[]>;
  /** Closes the port. What runs is left to the next session where the store outlives this one, else cancelled. May be called more than once. */
  close(): Promise<void>;
}

/** Who was given the address of an output may still ask for it when the server has started again. */
function readSecret(store: Store, kept: readonly KeptValue[]): string {
  const known = kept.find(({ part }) => part === "secret")?.value;
  if (typeof known === "string") return known;
  const secret = createSecret();
  store.note({ kind: "kept", part: "secret", key: "output", value: secret });
  store.commit();
  return secret;
}

/**
 * Milliseconds. An app that is developed compiles before it answers for the first time; one that runs a step says nothing
 * until the step has ended.
 */
const usualPatience: Patience = { registerMs: 30_000, silentMs: 60_000, callMs: limits.callMs };

interface Patience {
  /** For an answer to a question. */
  readonly registerMs: number;
  /** For an answer to a call, until it is said that there is none yet. */
  readonly silentMs: number;
  /** For an answer to a call; then it is an attempt that has failed. */
  readonly callMs: number;
}

/** A thousand runs at once would be a thousand connections to the app. */
const callsUnderWay = 100;

/** Throws a `DoorMistake` when the port cannot be had; nothing is left open then. */
export async function startServe(options: ServeOptions): Promise<ServeSession> {
  const { host, port, clock, appUrls, pollMs, polls = true, patience = usualPatience, store, onEvent, onApp } = options;
  const ending = new AbortController();
  let origin = "";
  const warn = (message: string): void => { onEvent({ type: "warning", message }); };
  const restored = store.restore();
  const remember = (app: App): void => {
    // Until the door is open only those of the session before are there.
    if (origin === "") return;
    // Written when runs that waited for it go on.
    store.note({ kind: "kept", part: "app", key: app.id, value: app as unknown as JsonValue });
    onApp(app);
  };
  const gateway = createGateway({
    origin: () => origin,
    onApp: (app) => {
      const taken = polls ? take(app) : "this server takes only the app that it has asked to register";
      return typeof taken === "string" ? taken : undefined;
    },
  });
  const sendToApp = withPlainHttp(sendRequest);
  const sendAnywhere: SendRequest = (request, signal) => (isConnected(request.url) ? gateway.send : sendToApp)(request, signal);
  const send = limitRequests(answerInTime(sendAnywhere, patience.callMs, tellSilence(patience.silentMs, warn)), callsUnderWay);
  const attached = polls ? undefined : createAttachedApp({ isCalling: () => apps.isCalling(), howToStart: () => howToStart(origin) });
  const apps = createApps({ send, findProblem: attached && (({ callId }, body) => attached.findStray(callId, body)), origin: () => origin, reconnectMs: pollMs, onChange: remember, onProblem: warn, findCallSite: options.findCallSite });
  // An event that is accepted before its app has registered again starts what it did before.
  for (const { part, value } of restored.kept) if (part === "app") apps.add(value as unknown as App);
  const executor = createExecutor({
    worker: apps, clock, ids: createIds(), http: createHttp({ network: "allow" }), follow: options.follow ?? "all", onEvent, gate: options.gate, retryMs: options.retryMs,
    ...(options.checkpoint === undefined ? {} : { checkpoint: options.checkpoint }), journal: store, restored, limits: { runs: Infinity, endedRuns: 200, ...options.limits },
  });

  const schedules = createSchedules({ executor, clock, random: Math.random, onProblem: warn });
  const take = (app: App | string): { readonly modified: boolean } | string => {
    const taken = typeof app === "string" ? app : apps.add(app);
    if (typeof taken === "string") warn(taken);
    else if (taken.modified) executor.resume();
    // Who attaches a debugger to an app has come for one run.
    if (polls) schedules.update(apps.functions);
    return taken;
  };

  const askedApps = createAskedApps(warn);
  const register = ({ body, query }: Asked): SdkApiResponse => {
    const mark = query.get("deployId");
    if (!polls && !askedApps.isAsked(mark)) return refuse(403, "this server takes only the app that it has asked to register");
    const app = readRegistration(body);
    const taken = take(typeof app === "string" ? app : askedApps.answer(app, mark));
    if (typeof taken === "string") return refuse(400, taken);
    return answer(200, { ok: true, modified: taken.modified });
  };
  const tokens = createRunTokens(readSecret(store, restored.kept));
  const streams = createRunStreams({ tokens, whenEnded: (runId) => (executor.run(runId) === undefined ? undefined : executor.whenEnded(runId)) });
  const realtime = createRealtime({ tokens, now: clock.now, functionOf: (runId) => executor.run(runId)?.functionId });
  const api = createApi({ executor, functions: () => apps.functions, now: clock.now, store, tokens, onCaution: warn, further: [{ path: "/fn/register", answers: { POST: register } }, ...realtime.routes] });

  // A page that asks an endpoint is sent here for the output.
  const endpointUrls = (): readonly string[] => executor.runs().flatMap(({ events: [event] }) => { const asked = event === undefined ? "" : readEndpointRequest(event); return typeof asked === "string" ? [] : asked.url; });
  const origins = (): ReadonlySet<string> => new Set([origin, ...[...endpointUrls(), ...apps.apps.map(({ url }) => url).filter((url) => !isConnected(url)), ...appUrls].map((url) => new URL(url).origin)]);
  const door = await openDoor({
    host, port, origins, answerBytes: gateway.answer,
    upgrade: (...asked) => { if (!realtime.upgrade(...asked)) gateway.upgrade(...asked); },
    stream: (...asked) => streams.answer(...asked) || realtime.answer(...asked),
    answer: (request) => {
      const callId = fromTraceParent(request.headers["traceparent"]);
      const call = callId === undefined ? undefined : apps.context(callId);
      const answered = attached?.refuse(request.path, call) ?? api({ ...request, call });
      options.onAnswer?.(request.path, answered.status);
      return answered;
    },
  });
  origin = door.origin;
  executor.resume();

  const sendQuestion = answerInTime(sendRequest, patience.registerMs);
  const ask = (url: string): Promise<string | undefined> => askToRegister(url, { send: sendQuestion, origin: () => origin, createMark: () => askedApps.createMark(url), arrived: askedApps.hasAnswered }, ending.signal);
  const polling = pollApps(polls ? appUrls : [], { pollMs, ask, onProblem: warn });
  return {
    origin, executor, apps,
    findEventServers: async () => (attached === undefined ? [] : Promise.all(apps.apps.map((app) => findEventServer(app, { ...attached, send: sendQuestion, origin }, ending.signal)))),
    sync: async () => (await Promise.all(appUrls.map(ask))).filter((problem) => problem !== undefined),
    close: async () => {
      polling.stop();
      schedules.stop();
      ending.abort(new Error("the server was stopped"));
      gateway.close();
      realtime.close();
      // First the door: what it has answered is done, and nothing is answered that is not.
      await door.close();
      if (store.durable) executor.suspend();
      else executor.stop();
    },
  };
}
