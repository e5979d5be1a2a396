/** Which call, and which step of it, the code now running belongs to. */
import { AsyncLocalStorage } from "node:async_hooks";
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
  /** Ids seen so far, to number repeats as the SDK does. */
  readonly ids: Map<string, number>;
  readonly hashes: Set<string>;
  readonly observed: Map<string, { callSite?: SourcePosition; input?: JsonValue }>;
  lastStep: string | undefined;
  nested: { readonly inner: string; readonly outer: StepBody; readonly position: SourcePosition | undefined } | undefined;
}

export const calls = new AsyncLocalStorage<CallContext>();
export const bodies = new AsyncLocalStorage<StepBody>();

export function createCallContext(id: number, request: CallRequest): CallContext {
  return {
    id, request, memoizationEnded: Object.keys(request.steps).length === 0, printed: 0,
    ids: new Map(), hashes: new Set(), observed: new Map(), lastStep: undefined, nested: undefined,
  };
}

/** The SDK's own note of the step it is executing (`getAsyncCtx()` of `inngest/experimental`), where it keeps one. */
export function executingStep(): { readonly hashedId: string; readonly displayName: string } | undefined {
  const body = bodies.getStore();
  if (body !== undefined) return body;
  const kept: unknown = Reflect.get(globalThis, Symbol.for("inngest:als"));
  const storage = (kept as { readonly resolved?: AsyncLocalStorage<SdkContext> } | undefined)?.resolved ?? sdkStorage;
  const step = storage?.getStore()?.execution?.executingStep;
  const hashedId = step?.hashedId ?? step?.id;
  return hashedId === undefined ? undefined : { hashedId, displayName: step?.name ?? hashedId };
}

interface SdkContext {
  readonly execution?: { readonly executingStep?: { readonly id?: string; readonly hashedId?: string; readonly name?: string } };
}

let sdkStorage: AsyncLocalStorage<SdkContext> | undefined;

/** Version 3 keeps its storage behind a promise: resolved here once, before the first call. */
export async function findSdkStorage(): Promise<void> {
  const kept: unknown = Reflect.get(globalThis, Symbol.for("inngest:als"));
  if (kept instanceof Promise) sdkStorage = await (kept as Promise<AsyncLocalStorage<SdkContext>>);
}
