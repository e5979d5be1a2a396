/** Inngest's API, answered here: the same through both doors. */
import type { Executor } from "../executor/contract.ts";
import type { FunctionConfig, SdkApi } from "../executor/ports.ts";
import type { Store } from "../store/store.ts";
import { createEndpointRoutes } from "./endpoint-routes.ts";
import { createHistory } from "./history.ts";
import { createLocalRoutes } from "./local-routes.ts";
import { createRestV1 } from "./rest-v1.ts";
import { createRestV2 } from "./rest-v2.ts";
import { answer, createRouter, type Route } from "./routes.ts";
import { createRunTokens, createSecret, type RunTokens } from "./run-tokens.ts";
import { createSdkRoutes } from "./sdk-routes.ts";

export interface ApiOptions {
  readonly executor: Executor;
  readonly functions: () => readonly FunctionConfig[];
  /** The executor's time, which may be ahead of the machine's. */
  readonly now: () => number;
  /** The machine's time; default `Date.now`. */
  readonly machineNow?: () => number;
  /** Where runs and events are found that the executor does not hold. */
  readonly store?: Store | undefined;
  /** Default: of a secret that nobody knows. */
  readonly tokens?: RunTokens;
  /** An event that was taken and may not be in the cloud; once for each name. */
  readonly onCaution?: (message: string) => void;
  /** Before the others. */
  readonly further?: readonly Route[];
}

/** In-process the functions are known without it. */
const acceptRegistration: Route = { path: "/fn/register", answers: { POST: () => answer(200, { ok: true, modified: true }) } };

export function createApi({ store, further = [], tokens = createRunTokens(createSecret()), ...options }: ApiOptions): SdkApi {
  const history = createHistory(options.executor, store);
  const all = { ...options, history, tokens };
  return createRouter([...further, acceptRegistration, ...createSdkRoutes(all), ...createEndpointRoutes(all), ...createRestV1(all), ...createRestV2(all), ...createLocalRoutes(all)]);
}
