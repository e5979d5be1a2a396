/** Which call, and which step of it, the code now running belongs to. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import type { JsonValue, SourcePosition } from "../../executor/model.ts";
import type { CallRequest } from "../../executor/ports.ts";

export interface StepBody {
  readonly hashedId: string;
  readonly displayName: string;
  /** False once the body has returned: a step called later is not nested in it. */
  running: boolean;
}

/** One call under way. Mutable: it is this call's scratch pad, and ends with it. */
export interface CallContext {
  readonly id: number;
  readonly request: CallRequest;
  /** Whether the handler is past the last memoized step: what it prints now is new. */
  memoizationEnded: boolean;
  /** Pieces the handler has printed since. */
  printed: number;
  /** Stands for the memoized results and the attempt, once asked for. */
  state: string | undefined;
  /** Ids seen so far, to number repeats as the SDK does. */
  readonly ids: Map<string, number>;
  readonly hashes: Set<string>;
  /** Tool by hashed id, of every step that the handler has come to. */
  readonly tools: Map<string, string>;
  /** Name of the event by hashed id, of every `waitForEvent` among them. */
  readonly awaited: Map<string, string | undefined>;
  readonly observed: Map<string, { callSite?: SourcePosition; input?: JsonValue }>;
  /** Display names of steps that the SDK was not told of. */
  readonly leftOut: string[];
  lastStep: string | undefined;
  nested: { readonly inner: string; readonly outer: StepBody; readonly position: SourcePosition | undefined } | undefined;
}

export const calls = new AsyncLocalStorage<CallContext>();
export const bodies = new AsyncLocalStorage<StepBody>();

/**
 * Whether what the handler does outside step bodies has been done before: it stands before the last memoized step, or
 * the request is for one step and repeats the request that planned it, or the run was rewound to where it stood.
 */
export function isReplaying(call: CallContext | undefined): boolean {
  return call !== undefined && (!call.memoizationEnded || call.request.stepId !== "step" || call.request.repeats === true);
}

export function createCallContext(id: number, request: CallRequest): CallContext {
  return {
    id, request, memoizationEnded: Object.keys(request.steps).length === 0, printed: 0, state: undefined,
    ids: new Map(), hashes: new Set(), tools: new Map(), awaited: new Map(), observed: new Map(), leftOut: [], lastStep: undefined, nested: undefined,
  };
}

const hashes = new Map<string, string>();
const mostHashes = 10_000;

/** SHA-1 of a step's id, the memoization key (SDK specification 5.1.2). Remembered: each replay asks for the same ones. */
export function hashId(id: string): string {
  let hash = hashes.get(id);
  if (hash === undefined) {
    hash = createHash("sha1").update(id).digest("hex");
    if (hashes.size >= mostHashes) hashes.clear();
    hashes.set(id, hash);
  }
  return hash;
}

interface SdkContext {
  readonly execution?: { readonly executingStep?: { readonly id?: string; readonly hashedId?: string } };
}

type SdkStorage = AsyncLocalStorage<SdkContext>;

/**
 * Hashed id of the step whose body makes the request: by our own note, or by the SDK's (`getAsyncCtx()` of
 * `inngest/experimental`) for steps whose body is the SDK's own, such as `sendEvent`.
 */
export async function findExecutingStep(): Promise<string | undefined> {
  const body = bodies.getStore();
  if (body !== undefined) return body.hashedId;
  const kept = Reflect.get(globalThis, Symbol.for("inngest:als")) as Promise<SdkStorage> | { readonly resolved?: SdkStorage } | undefined;
  const storage = kept instanceof Promise ? await kept : kept?.resolved;
  const step = storage?.getStore()?.execution?.executingStep;
  // Version 3 notes the id before hashing.
  return step?.hashedId ?? (step?.id === undefined ? undefined : hashId(step.id));
}
