/**
 * Runs one function, given as text, on a real SDK in this process, the way Inngest calls it: one request a step, results
 * memoized by hashed id. Events that it sends are caught. Only for the witnesses of the rules; the product's own runtime
 * is another thing.
 */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

export type Major = 3 | 4;

interface Reply {
  readonly status: number;
  readonly body: string;
}

export interface Operation {
  readonly id: string;
  readonly op: string;
  readonly displayName?: string;
  readonly name?: string;
  readonly opts?: { readonly timeout?: string; readonly if?: string };
  readonly data?: unknown;
  readonly error?: object;
}

/** The little of the SDK that a witness needs. */
interface Sdk {
  readonly Inngest: new (options: object) => object;
  readonly InngestCommHandler: new (options: object) => { createHandler(): (request: object) => Promise<Reply> };
}

export interface Witnessed {
  readonly completed: boolean;
  readonly output: unknown;
  /** Events that reached the event API. */
  readonly sent: readonly { readonly name: string; readonly data?: unknown }[];
  /** Names of steps whose result was memoized, in order. */
  readonly steps: readonly string[];
  /** What the SDK asked Inngest to wait for. */
  readonly asked: readonly Operation[];
}

export interface Choice {
  /** Of several planned steps, which one runs first; the first where it is not told. */
  readonly pick?: (names: readonly string[]) => number;
  /** Lets the SDK run a single step in the request that finds it, as Inngest does outside of parallel steps. */
  readonly immediate?: boolean;
  /** Told of each line that the SDK logs. */
  readonly onLog?: (line: string) => void;
}

const FOLDERS: Readonly<Record<Major, string>> = { 3: "onboarding-v3", 4: "onboarding" };

export async function loadSdk(major: Major): Promise<Sdk> {
  const from = createRequire(new URL(`../../examples/${FOLDERS[major]}/package.json`, import.meta.url));
  return await import(pathToFileURL(from.resolve("inngest")).href) as Sdk;
}

/** `source` is an expression over `inngest` and `note`: one `inngest.createFunction(…)` with the id `f`. */
export async function runOnSdk(sdk: Sdk, source: string, { pick = () => 0, immediate = false, onLog = () => undefined }: Choice = {}): Promise<Witnessed> {
  const sent: { name: string }[] = [];
  const asked: Operation[] = [];
  const write = (...parts: unknown[]): void => { onLog(parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" ")); };
  const logger = { info: write, warn: write, error: write, debug: () => undefined };
  const client = new sdk.Inngest({ id: "app", isDev: true, eventKey: "key", logger, fetch: catchEvents(sent) });
  const fn = new Function("inngest", `return ${source};`)(client) as object;
  const call = createCall(sdk, client, fn, !immediate);
  const steps: Record<string, unknown> = {};
  const names: string[] = [];
  const save = (operation: Operation): void => {
    steps[operation.id] = operation.op === "Sleep" ? null : operation.op === "StepFailed" ? { error: operation.error } : { data: operation.data ?? null };
    names.push(operation.displayName ?? operation.id);
    if (operation.op === "Sleep" || operation.op === "WaitForEvent") asked.push(operation);
  };
  for (let requests = 0; requests < 100; requests += 1) {
    const { status, body } = await call("step", steps);
    if (status === 200) return { completed: true, output: JSON.parse(body || "null"), sent, steps: names, asked };
    if (status !== 206) return { completed: false, output: body, sent, steps: names, asked };
    const operations = JSON.parse(body) as Operation[];
    const planned = operations.filter((operation) => operation.op === "StepPlanned");
    operations.filter((operation) => operation.op !== "StepPlanned").forEach(save);
    const next = planned[pick(planned.map((operation) => operation.displayName ?? ""))];
    if (!next) continue;
    const ran = await call(next.id, steps);
    if (ran.status === 200) return { completed: true, output: JSON.parse(ran.body || "null"), sent, steps: names, asked };
    (JSON.parse(ran.body) as Operation[]).forEach(save);
  }
  throw new assert.AssertionError({ message: `no end after 100 requests: ${names.join(", ")}` });
}

export interface RegisteredFunction {
  readonly id: string;
  readonly triggers: readonly { readonly event?: string; readonly cron?: string; readonly expression?: string }[];
  readonly cancel?: readonly { readonly event: string; readonly if?: string }[];
}

/** What an app of these functions registers with Inngest; `source` is an expression over `inngest`, an array of functions. */
export async function registerOnSdk(sdk: Sdk, source: string): Promise<readonly RegisteredFunction[]> {
  let registered: readonly RegisteredFunction[] = [];
  const catchRegistration: typeof fetch = (input, init) => {
    if (String(input instanceof Request ? input.url : input).includes("/fn/register")) registered = (JSON.parse(String(init?.body)) as { functions: RegisteredFunction[] }).functions;
    return Promise.resolve(Response.json({ ok: true, modified: true }));
  };
  const silent = (): void => undefined;
  const client = new sdk.Inngest({ id: "app", isDev: true, eventKey: "key", logger: { info: silent, warn: silent, error: silent, debug: silent }, fetch: catchRegistration });
  const functions = new Function("inngest", `return ${source};`)(client) as object[];
  interface Request { readonly url: string }
  const handler = new sdk.InngestCommHandler({
    frameworkName: "witness", client, functions, skipSignatureValidation: true, fetch: catchRegistration,
    handler: (request: Request) => ({
      body: () => "", headers: () => null, method: () => "PUT", url: () => new URL(request.url), transformResponse: (response: Reply) => response, isProduction: () => false,
    }),
  }).createHandler();
  const { status, body } = await handler({ url: "http://localhost/api/inngest" });
  assert.equal(status, 200, body);
  return registered;
}

function catchEvents(sent: { name: string }[]): typeof fetch {
  return (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    if (!url.includes("/e/")) return Promise.resolve(Response.json({}, { status: 404 }));
    const events = JSON.parse(String(init?.body)) as { name: string }[];
    sent.push(...events);
    return Promise.resolve(Response.json({ ids: events.map((_, index) => `id-${String(sent.length + index)}`), status: 200 }));
  };
}

function createCall(sdk: Sdk, client: object, fn: object, planOnly: boolean): (stepId: string, steps: Record<string, unknown>) => Promise<Reply> {
  interface Request { readonly url: string; readonly body: object }
  const handler = new sdk.InngestCommHandler({
    frameworkName: "witness", client, functions: [fn], skipSignatureValidation: true,
    handler: (request: Request) => ({
      body: () => request.body, headers: () => null, method: () => "POST", url: () => new URL(request.url),
      transformResponse: (response: Reply) => response, isProduction: () => false,
    }),
  }).createHandler();
  const event = { name: "a", id: "event", ts: 1, data: { userId: "u1" } };
  return (stepId, steps) => handler({
    url: `http://localhost/api/inngest?fnId=app-f&stepId=${stepId}`,
    body: {
      event, events: [event], steps: { ...steps }, version: -1, use_api: false,
      ctx: { run_id: "run", attempt: 0, max_attempts: 1, disable_immediate_execution: planOnly, use_api: false, env: "dev", step_id: stepId, stack: { stack: Object.keys(steps), current: Object.keys(steps).length } },
    },
  });
}
