/**
 * The user's SDK, through what it exports. The bundle's imports of `inngest` come through here: each client is created
 * with our `fetch`, in development mode and with our middleware last, which are public options of both versions.
 */
import { fetchFromEngine } from "./api.ts";
import { calls } from "./call-context.ts";
import { watchEndpoints } from "./endpoints.ts";
import { watchOrigin } from "./guard/targets.ts";
import { observeSteps, type StepTools } from "./observe.ts";

export interface SdkFunction {
  readonly client?: SdkClient;
  id(prefix?: string): string;
}

export interface SdkClient {
  readonly id: string;
  readonly funcs?: readonly SdkFunction[];
}

interface ClientOptions {
  readonly baseUrl?: string;
  readonly middleware?: readonly unknown[];
}

export interface HandlerRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | string;
}

export interface HandlerResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export type Handler = (request: HandlerRequest) => Promise<HandlerResponse>;

interface HandlerOptions {
  readonly frameworkName: string;
  readonly client: SdkClient;
  readonly functions: readonly SdkFunction[];
  readonly skipSignatureValidation: boolean;
  readonly handler: (request: HandlerRequest) => object;
}

type Constructor<Options, Instance> = new (options: Options) => Instance;

/** What we use of `import * as sdk from "inngest"`. */
export interface Sdk {
  readonly version?: string;
  readonly Inngest: Constructor<ClientOptions, SdkClient>;
  readonly InngestCommHandler: Constructor<HandlerOptions, { createHandler(): Handler }>;
  /** Version 4. */
  readonly Middleware?: { readonly BaseMiddleware: Constructor<{ client: SdkClient }, object> };
  /** Version 3. */
  readonly InngestMiddleware?: Constructor<object, object>;
}

/** Clients in the order of their creation, each with the copy of the SDK that made it. */
export const clients = new Map<SdkClient, Sdk>();

/** Set on the global object before the bundle loads; see `sdkModule` in bundle-plugin.ts. */
export function installHooks(): void {
  Reflect.set(globalThis, Symbol.for("stepwise.sdk"), { main: wrapClient, connect: () => connectNowhere });
}

function wrapClient(sdk: Sdk): Sdk["Inngest"] {
  return new Proxy(sdk.Inngest, {
    construct(target, [options]: [ClientOptions], newTarget: new () => SdkClient) {
      if (options.baseUrl !== undefined) watchOrigin(options.baseUrl);
      const local = { ...options, isDev: true, fetch: fetchFromEngine, middleware: [...(options.middleware ?? []), ...ourMiddleware(sdk)] };
      const client = Reflect.construct(target, [local], newTarget) as SdkClient;
      clients.set(client, sdk);
      watchEndpoints(client);
      return client;
    },
  });
}

/** What both versions keep of a client outside its public surface, for clients that were not created through our hook. */
interface ClientInternals {
  /** Version 3; version 4 has a getter that reads `_cachedFetch`. */
  fetch?: unknown;
  _cachedFetch?: unknown;
  readonly inngestApi?: { fetch?: unknown };
  /** Version 4: classes, read for each request. Version 3: a promise of the hooks that `init` returned. */
  readonly middleware?: unknown;
  readonly options?: ClientOptions;
}

/**
 * A client that a package created by itself. Its requests stay here by the guard too; this also catches a `fetch` of
 * its own. Where the members are not as expected, nothing is observed and the calls work all the same.
 */
export async function adoptClient(client: SdkClient, sdk: Sdk, functions: readonly SdkFunction[]): Promise<void> {
  clients.set(client, sdk);
  const internals = client as ClientInternals;
  if (internals.options?.baseUrl !== undefined) watchOrigin(internals.options.baseUrl);
  const isVersion4 = sdk.Middleware !== undefined;
  if (isVersion4) internals._cachedFetch = fetchFromEngine;
  else internals.fetch = fetchFromEngine;
  if (!isVersion4 && internals.inngestApi !== undefined) internals.inngestApi.fetch = fetchFromEngine;
  if (isVersion4 && Array.isArray(internals.middleware)) internals.middleware.push(...ourMiddleware(sdk));
  if (isVersion4) return;
  for (const fn of functions as readonly { readonly middleware?: unknown }[]) {
    const hooks: unknown = await fn.middleware;
    if (Array.isArray(hooks)) hooks.push({ onFunctionRun: observeRun });
  }
}

/** `connect()` would open a socket to Inngest's gateway; the functions are called here instead. */
async function connectNowhere(): Promise<object> {
  return { connectionId: "stepwise", state: "ACTIVE", closed: new Promise(() => undefined), close: async () => undefined };
}

function endMemoization(): void {
  const call = calls.getStore();
  if (call !== undefined) call.memoizationEnded = true;
}

function ourMiddleware(sdk: Sdk): readonly unknown[] {
  if (sdk.Middleware !== undefined) {
    class StepwiseMiddleware extends sdk.Middleware.BaseMiddleware {
      readonly id = "stepwise";
      transformFunctionInput<Input extends { readonly ctx: { readonly step: StepTools } }>(input: Input): Input {
        observeSteps(input.ctx.step);
        return input;
      }
      onMemoizationEnd(): void {
        endMemoization();
      }
    }
    return [StepwiseMiddleware];
  }
  if (sdk.InngestMiddleware === undefined) return [];
  return [new sdk.InngestMiddleware({ name: "stepwise", init: () => ({ onFunctionRun: observeRun }) })];
}

/** Hooks of version 3 for one request. */
function observeRun(): object {
  return {
    transformInput({ ctx }: { readonly ctx: { readonly step: StepTools } }) { observeSteps(ctx.step); },
    afterMemoization: endMemoization,
  };
}
