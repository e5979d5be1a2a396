/** What the session's requests are answered from, and what it needs for that. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Breakpoints } from "./breakpoints.ts";
import type { ByHand } from "./by-hand.ts";
import type { Debuggee, LaunchDebuggee } from "./debuggee.ts";
import type { Frame } from "./frames.ts";
import type { Injections } from "./injections.ts";
import type { JavaScript } from "./javascript.ts";
import type { LaunchArguments } from "./launch-arguments.ts";
import type { Motion } from "./motion.ts";
import type { NetworkQuestions } from "./network-questions.ts";
import type { SourceModel } from "./source-model.ts";
import type { StepsWatch } from "./step-requests.ts";
import type { ExceptionFilter } from "./stop.ts";
import type { References } from "./variables.ts";

export interface RunsPorts {
  readonly launch: LaunchDebuggee;
  /** Called while the program loads, unless nothing will stop. */
  onLoading(): void;
  /** Sends a protocol event. */
  send(event: string, body: object | undefined): void;
  /** Sends a request of the protocol to the client, which may refuse it. */
  request(command: string, args: object, onRefused: (message: string) => void): void;
  sources(): Promise<SourceModel>;
}

/** A launched program. */
export interface Session {
  readonly args: LaunchArguments;
  readonly debuggee: Debuggee;
  readonly motion: Motion;
  readonly byHand: ByHand;
  readonly injections: Injections;
}

export interface Runs {
  readonly breakpoints: Breakpoints;
  readonly javascript: JavaScript;
  readonly steps: StepsWatch;
  readonly network: NetworkQuestions;
  /** The run that stopped last, in either debugger. */
  lastStanding(): string | undefined;
  readonly references: References;
  readonly frames: Map<number, ShownFrame>;
  filters: ReadonlySet<ExceptionFilter>;
  /** What the client understands beyond the least. */
  client: ClientCapabilities;
  /** Throws where nothing is launched. */
  session(): Session;
  current(): Session | undefined;
  launch(given: unknown): Promise<void>;
  restart(given: unknown): Promise<void>;
  configurationDone(): void;
  /** Starts the run once the program is loaded and the client has set its breakpoints. */
  begin(): void;
  /** Resolves once a JavaScript debugger has its breakpoints, or with false where there is none. */
  attachJavaScript(): Promise<boolean>;
  /** After breakpoints were set: brings it while runs go on, where one of them needs it. */
  joinJavaScript(): void;
  /** Ends the session when nothing is left to show. */
  settle(): void;
  finish(): Promise<void>;
  dispose(): Promise<void>;
  /** A value of a stopped run was changed: in place, or so that the run goes on until it stands again. */
  onEdited(threadId: number, inPlace: boolean): void;
  /** Moves a thread other than by a request of the protocol, which the client has to be told of. */
  moveOn(threadId: number, moves: () => void): void;
  nameOf(runId: string): string;
  functionName(functionId: string): string;
  nextFrameId(): number;
  /** Whether the frame was shown, and its run has moved since. */
  isPastFrame(frameId: number): boolean;
  /** What was shown of a run is stale once it moves. */
  forget(runId: string): void;
}

/** Of the arguments of `initialize`. */
export type ClientCapabilities = Pick<DebugProtocol.InitializeRequestArguments, "supportsInvalidatedEvent" | "supportsStartDebuggingRequest">;

/** A frame that the client knows by its id. */
export interface ShownFrame {
  readonly frame: Frame;
  /** The stopped run whose stack the frame is part of. */
  readonly runId: string;
}
