/** A function's flow control, read from its registration. Source: SDK_SPEC 4.3.2 and what both versions of the SDK register. */
import { parseWireDuration } from "../../../../shared/inngest/duration.ts";
import type { JsonValue } from "../model.ts";
import type { Worker } from "../ports.ts";

export interface CancelOn {
  readonly event: string;
  /** `event` is what started the run, `async` what may cancel it. */
  readonly if: string | undefined;
  /** A wire duration or an ISO date; until then the event cancels. */
  readonly timeout: string | undefined;
}

/** So many in a period. */
export interface Rate {
  readonly limit: number;
  /** Milliseconds. */
  readonly periodMs: number;
  /** How many more may start at once. */
  readonly burst: number;
  readonly key: string | undefined;
}

export interface Debounce {
  readonly periodMs: number;
  readonly key: string | undefined;
  /** However many events arrive, the function starts this long after the first. */
  readonly timeoutMs: number | undefined;
}

export interface Batching {
  readonly maxSize: number;
  readonly timeoutMs: number;
  readonly key: string | undefined;
  /** An event for which it is false starts the function at once, alone. */
  readonly if: string | undefined;
}

export interface Singleton {
  readonly mode: "skip" | "cancel";
  readonly key: string | undefined;
}

export interface ConcurrencyLimit {
  readonly limit: number;
  readonly key: string | undefined;
  readonly scope: "fn" | "env" | "account";
}

export interface FlowOptions {
  readonly cancelOn: readonly CancelOn[];
  /** Milliseconds a run may wait for its start, and may take from its start to its end. */
  readonly timeouts: { readonly startMs: number | undefined; readonly finishMs: number | undefined };
  readonly idempotency: string | undefined;
  readonly rateLimit: Rate | undefined;
  readonly throttle: Rate | undefined;
  readonly debounce: Debounce | undefined;
  readonly batch: Batching | undefined;
  readonly singleton: Singleton | undefined;
  readonly concurrency: readonly ConcurrencyLimit[];
  /** Expression of the seconds by which a run goes before others. */
  readonly priority: string | undefined;
}

type JsonObject = Readonly<Record<string, JsonValue | undefined>>;

const object = (value: JsonValue | undefined): JsonObject | undefined => (typeof value === "object" && value !== null && !Array.isArray(value) ? value as JsonObject : undefined);
const text = (value: JsonValue | undefined): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const list = (value: JsonValue | undefined): readonly JsonValue[] => (value === undefined || value === null ? [] : Array.isArray(value) ? value as readonly JsonValue[] : [value]);
const duration = (value: JsonValue | undefined): number | undefined => (typeof value === "string" && value !== "" ? parseWireDuration(value) : undefined);

function readRate(value: JsonValue | undefined): Rate | undefined {
  const { limit, period, burst, key } = object(value) ?? {};
  const periodMs = duration(period);
  if (typeof limit !== "number" || limit <= 0 || periodMs === undefined || periodMs <= 0) return undefined;
  return { limit, periodMs, burst: typeof burst === "number" && burst > 0 ? burst : 0, key: text(key) };
}

function readDebounce(value: JsonValue | undefined): Debounce | undefined {
  const { period, key, timeout } = object(value) ?? {};
  const periodMs = duration(period);
  return periodMs === undefined ? undefined : { periodMs, key: text(key), timeoutMs: duration(timeout) };
}

function readBatching(value: JsonValue | undefined): Batching | undefined {
  const { maxSize, timeout, key, if: condition } = object(value) ?? {};
  const timeoutMs = duration(timeout);
  if (typeof maxSize !== "number" || timeoutMs === undefined) return undefined;
  return { maxSize: Math.max(1, maxSize), timeoutMs, key: text(key), if: text(condition) };
}

function readSingleton(value: JsonValue | undefined): Singleton | undefined {
  const read = object(value);
  return read === undefined ? undefined : { mode: read["mode"] === "cancel" ? "cancel" : "skip", key: text(read["key"]) };
}

function readConcurrency(value: JsonValue): readonly ConcurrencyLimit[] {
  if (typeof value === "number") return value > 0 ? [{ limit: value, key: undefined, scope: "fn" }] : [];
  const { limit, key, scope } = object(value) ?? {};
  // Zero is how the server writes "no limit of its own".
  if (typeof limit !== "number" || limit <= 0) return [];
  return [{ limit, key: text(key), scope: scope === "env" || scope === "account" ? scope : "fn" }];
}

function readCancelOn(value: JsonValue): readonly CancelOn[] {
  const { event, if: condition, timeout } = object(value) ?? {};
  return typeof event === "string" ? [{ event, if: text(condition), timeout: text(timeout) }] : [];
}

/** Reads `FunctionConfig.raw`. What cannot be read has no effect: the server refuses it when the app is registered. */
export function readFlowOptions(raw: JsonValue): FlowOptions {
  const given = object(raw) ?? {};
  const timeouts = object(given["timeouts"]) ?? {};
  return {
    cancelOn: list(given["cancel"]).flatMap(readCancelOn),
    timeouts: { startMs: duration(timeouts["start"]), finishMs: duration(timeouts["finish"]) },
    idempotency: text(given["idempotency"]),
    rateLimit: readRate(given["rateLimit"]), throttle: readRate(given["throttle"]),
    debounce: readDebounce(given["debounce"]), batch: readBatching(given["batchEvents"]), singleton: readSingleton(given["singleton"]),
    concurrency: list(given["concurrency"]).flatMap(readConcurrency),
    priority: text(object(given["priority"])?.["run"]),
  };
}

/** Each function's options, read once; an app may register again with others. */
export function createFlowOptions(worker: Worker): (functionId: string) => FlowOptions {
  const none = readFlowOptions(null);
  const read = (): Map<string, FlowOptions> => new Map(worker.functions.map(({ id, raw }) => [id, readFlowOptions(raw)]));
  let known = { of: worker.functions, options: read() };
  return (functionId) => {
    if (known.of !== worker.functions) known = { of: worker.functions, options: read() };
    return known.options.get(functionId) ?? none;
  };
}
