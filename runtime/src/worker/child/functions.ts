/** Finds the functions that the program defines, and their configuration by the SDK's own sync request. */
import type { FunctionConfig } from "../../executor/ports.ts";
import { toFunctionConfig, type RegisteredFunction } from "../../wire/registration.ts";
import type { Skipped } from "../companion-bundle.ts";
import { duplicateFunction, handlerMissing, noFunctions, syncFailed } from "../mistakes.ts";
import { withRegistration } from "./api.ts";
import type { LoadedEndpoint } from "./endpoints.ts";
import { adoptClient, clients, type Handler, type HandlerRequest, type Sdk, type SdkClient, type SdkFunction } from "./sdk.ts";

/** The address the SDK believes to be called at; never resolved. */
export const serveUrl = "http://stepwise.invalid/api/inngest";

export interface LoadedFunctions {
  readonly configs: readonly FunctionConfig[];
  /** Composite ids of the program's own functions, `onFailure` handlers included. */
  readonly own: readonly string[];
  /** Companions' functions that cannot stand beside the program's. */
  readonly skipped: readonly Skipped[];
  /** Handler of the client that a function belongs to, by composite id. */
  readonly handlers: ReadonlyMap<string, Handler>;
  /** By composite id. */
  readonly endpoints: ReadonlyMap<string, LoadedEndpoint>;
}

type ByClient = Map<SdkClient, Set<SdkFunction>>;

const compositeId = (client: SdkClient, fn: SdkFunction): string => fn.id(client.id);

/** Every function that the clients made so far know, and those among a module's exports. */
export function collectFunctions(exports: unknown): ByClient {
  const byClient: ByClient = new Map();
  const add = (client: SdkClient, fn: SdkFunction) => byClient.set(client, (byClient.get(client) ?? new Set()).add(fn));
  for (const client of clients.keys()) for (const fn of client.funcs ?? []) add(client, fn);
  for (const fn of findFunctions(exports)) if (fn.client !== undefined) add(fn.client, fn);
  return byClient;
}

/** Adds what the companions brought, except functions that would be refused: those are theirs to mend. */
function addCompanions(byClient: ByClient, modules: readonly unknown[]): Skipped[] {
  const skipped: Skipped[] = [];
  const ids = new Set([...byClient].flatMap(([client, functions]) => [...functions].map((fn) => compositeId(client, fn))));
  for (const [client, functions] of collectFunctions(modules)) {
    const known = byClient.get(client) ?? new Set();
    for (const fn of functions) {
      if (known.has(fn)) continue;
      const id = compositeId(client, fn);
      const reason = hasNoHandler(fn) ? "it has no handler" : ids.has(id) ? "another function has this id too" : undefined;
      if (reason !== undefined) skipped.push({ what: `\`${fn.id()}\``, reason });
      else { known.add(fn); ids.add(id); }
    }
    if (known.size > 0) byClient.set(client, known);
  }
  return skipped;
}

interface Found {
  readonly own: ByClient;
  readonly endpoints: ReadonlyMap<string, LoadedEndpoint>;
  /** Modules. */
  readonly companions: readonly unknown[];
}

export async function loadFunctions({ own, endpoints, companions }: Found, program: string, findSdk: (client: SdkClient) => Promise<Sdk>): Promise<LoadedFunctions> {
  if (own.size === 0 && endpoints.size === 0) throw noFunctions(program);
  const ownIds: string[] = [...endpoints.keys()];
  for (const [client, functions] of own) for (const fn of functions) {
    if (hasNoHandler(fn)) throw handlerMissing(fn.id(), program);
    const id = compositeId(client, fn);
    ownIds.push(id, `${id}-failure`);
  }
  const byClient: ByClient = new Map([...own].map(([client, functions]) => [client, new Set(functions)]));
  const skipped = addCompanions(byClient, companions);
  const configs: FunctionConfig[] = [...endpoints.values()].map(({ config }) => config);
  const handlers = new Map<string, Handler>();
  for (const [client, functions] of byClient) {
    const sdk = clients.get(client) ?? await findSdk(client);
    if (!clients.has(client)) await adoptClient(client, sdk, [...functions]);
    const handler = createHandler(sdk, client, [...functions], program);
    for (const config of await sync(handler, client, program)) {
      if (handlers.has(config.id)) throw duplicateFunction(config.localId, program);
      handlers.set(config.id, handler);
      configs.push(config);
    }
  }
  return { configs, own: ownIds, skipped, handlers, endpoints };
}

/** Version 3 accepts a call in the shape of version 4 and makes a function that cannot run. */
const hasNoHandler = (fn: SdkFunction): boolean => "fn" in fn && fn.fn === undefined;

/** Functions in a module's exports, in arrays and plain objects of them, by the tag that both SDK versions put on them. */
function findFunctions(value: unknown, depth = 0, seen = new Set<unknown>()): SdkFunction[] {
  if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value) || depth > 3) return [];
  seen.add(value);
  if (isFunction(value)) return [value];
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  if (!plain) return [];
  // A getter is the user's code: reading a value that is not there yet may throw.
  return Object.values(Object.getOwnPropertyDescriptors(value)).flatMap((property) => {
    if (depth > 0 && property.get !== undefined) return [];
    try {
      return findFunctions(property.get === undefined ? property.value : property.get.call(value), depth + 1, seen);
    } catch {
      return [];
    }
  });
}

function isFunction(value: object): value is SdkFunction {
  try {
    return (value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === "Inngest.Function";
  } catch {
    return false;
  }
}

function createHandler(sdk: Sdk, client: SdkClient, functions: readonly SdkFunction[], program: string): Handler {
  try {
    return new sdk.InngestCommHandler({
      frameworkName: "stepwise",
      client,
      functions,
      skipSignatureValidation: true,
      handler: (request: HandlerRequest) => ({
        body: () => request.body,
        headers: (name: string) => request.headers[name.toLowerCase()] ?? null,
        method: () => request.method,
        url: () => new URL(request.url),
        transformResponse: (response: unknown) => response,
        isProduction: () => false,
      }),
    }).createHandler();
  } catch (error) {
    const id = /Duplicate function ID "([^"]+)"/.exec(String(error))?.[1];
    throw id === undefined ? error : duplicateFunction(withoutPrefix(id, client), program);
  }
}

async function sync(handler: Handler, client: SdkClient, program: string): Promise<FunctionConfig[]> {
  let registered: { readonly functions?: readonly RegisteredFunction[] } | undefined;
  let reply: { readonly status: number; readonly body: unknown } | undefined;
  await withRegistration(
    (body) => { registered = body as typeof registered; },
    async () => { reply = await handler({ method: "PUT", url: serveUrl, headers: { host: "stepwise.invalid" }, body: "" }); },
  );
  if (registered?.functions === undefined) throw syncFailed(program, `it answered ${reply?.status ?? "nothing"}: ${String(reply?.body).slice(0, 300)}`);
  return registered.functions.map((registration) => toFunctionConfig(registration, client.id));
}

const withoutPrefix = (id: string, client: SdkClient): string => id.startsWith(`${client.id}-`) ? id.slice(client.id.length + 1) : id;
