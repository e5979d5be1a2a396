/**
 * Messages between the engine's process (parent) and the worker process (child), over Node's own IPC channel as JSON.
 * The parent asks for a load and for calls; the child asks for answers of Inngest's API and reports what it sees.
 */
import type { SourcePosition } from "../executor/model.ts";
import type { CallRequest, CallResponse, FunctionConfig, SdkApiRequest, SdkApiResponse } from "../executor/ports.ts";
import type { Skipped } from "./companion-bundle.ts";
import type { MistakeData } from "./mistakes.ts";

/** `allow` lets the user's own traffic through, `deny` refuses it, `ask` has the user say. Inngest's API is answered here in all. */
export type NetworkPolicy = "allow" | "ask" | "deny";

/** A connection that waits for the user's word. */
export interface NetworkQuestion {
  /** Host, and port where it is no usual one: neither path nor query, which may hold a secret. */
  readonly target: string;
  readonly runId: string | undefined;
  /** Display name of the step whose body connects. */
  readonly step: string | undefined;
}

/** `unasked`: there is nobody to ask. */
export type NetworkAnswer = "allowed" | "refused" | "unasked";

/** Load the bundle. Sent once. */
export interface LoadMessage {
  readonly type: "load";
  /** Absolute path of the bundle, an ES module. */
  readonly bundle: string;
  /** Absolute path of the user's file. */
  readonly program: string;
  readonly network: NetworkPolicy;
  /** Milliseconds that a call may take while the child's event loop turns. */
  readonly callTimeout: number;
  /** Milliseconds after which a call that nothing can wake any more is given up. */
  readonly stuckTimeout: number;
}

export type ToChild =
  | { readonly type: "preload"; readonly url: string }
  | LoadMessage
  /** Serve the inspector on the pipe `inspectorFd`; `folder` is the bundle's. */
  | { readonly type: "inspect"; readonly folder: string }
  | { readonly type: "call"; readonly id: number; readonly request: CallRequest }
  | { readonly type: "apiResponse"; readonly id: number; readonly response: SdkApiResponse }
  | { readonly type: "networkAnswer"; readonly id: number; readonly answer: NetworkAnswer };

/** One piece of what the user's code printed; shown once, however often its run is replayed. */
export interface WorkerOutput {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
  readonly runId: string | undefined;
  /** Hashed id and display name of the step whose body printed it. */
  readonly step: { readonly hashedId: string | undefined; readonly displayName: string } | undefined;
}

/** An error nobody caught: it harms the run that it belongs to, not the engine. */
export interface WorkerProblem {
  readonly kind: "unhandledRejection" | "uncaughtException";
  readonly error: { readonly name: string; readonly message: string; readonly stack: string | undefined };
  readonly position: SourcePosition | undefined;
  readonly runId: string | undefined;
}

export type FromChild =
  | { readonly type: "ready"; readonly node: string }
  /** `own` are the ids of the functions that the program's file itself brings, its imports included; `skipped` are companions that did not load. */
  | { readonly type: "loaded"; readonly functions: readonly FunctionConfig[]; readonly own: readonly string[]; readonly skipped: readonly Skipped[]; readonly sdkVersions: readonly string[] }
  | { readonly type: "loadFailed"; readonly mistake: MistakeData }
  | { readonly type: "result"; readonly id: number; readonly response: CallResponse }
  | { readonly type: "callFailed"; readonly id: number; readonly mistake: MistakeData }
  | { readonly type: "bodyStarted"; readonly id: number; readonly step: string }
  | { readonly type: "apiRequest"; readonly id: number; readonly request: SdkApiRequest }
  | { readonly type: "networkQuestion"; readonly id: number; readonly question: NetworkQuestion }
  | { readonly type: "output"; readonly output: WorkerOutput }
  | { readonly type: "problem"; readonly problem: WorkerProblem }
  /** The event loop turns; `inspected` while a JavaScript debugger is attached, which may stop it at any time. */
  | { readonly type: "beat"; readonly inspected: boolean };

/** Our messages on a channel that the user's program may also write to. */
export interface Envelope<Message> {
  readonly stepwise: Message;
}

export function openEnvelope<Message>(value: unknown): Message | undefined {
  return typeof value === "object" && value !== null && "stepwise" in value ? (value as Envelope<Message>).stepwise : undefined;
}

