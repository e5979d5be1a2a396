/** The running program and its runs, as a debug session needs them; no protocol in sight. */
import type { EventPayload, SentEvent } from "../executor/events.ts";
import type { ExecutorEvent, JsonValue, RunEdit, RunState } from "../executor/model.ts";
import type { Clock, FunctionConfig, Gate } from "../executor/ports.ts";
import type { InspectableProgram } from "./javascript.ts";
import type { LaunchArguments } from "./launch-arguments.ts";
import type { NetworkAnswer, NetworkQuestion } from "../worker/protocol.ts";

export interface Debuggee {
  readonly functions: readonly FunctionConfig[];
  /** Starts the run that was asked for. */
  start(): void;
  run(runId: string): RunState | undefined;
  /** In the order in which they started. */
  runs(): readonly RunState[];
  /** Begins a run like this one with its first `position` results. Throws where runs cannot be begun. */
  fork(runId: string, position: number): RunState;
  /** Undoes results until the run stands before its step `position`. */
  rewind(runId: string, position: number): void;
  /** Tools whose input, where they stand before it, can be put in the place of what the handler passes. */
  readonly takesInput: ReadonlySet<string>;
  /** Puts a value in the place of another. Throws an `Error` with one sentence when it is beyond a limit. */
  edit(runId: string, edit: RunEdit): void;
  /** True where nothing is executed, so that nothing can be decided either. */
  readonly isRecorded: boolean;
  /** Absolute path of the file that held the function, where `launch` does not name it: a recording does. */
  readonly program?: string;
  /** The session's time. */
  readonly clock: Pick<Clock, "now" | "nextWake" | "advanceTo">;
  /** Sends an event as the outside world. */
  send(event: EventPayload): readonly SentEvent[];
  /** Resumes the run that waits for the signal and gives its id; undefined when none does. */
  signal(name: string, data: JsonValue): string | undefined;
  /** Data of an event of this name as its schema says, where the program declares one. */
  sampleData(eventName: string): Promise<JsonValue | undefined>;
  /** Ends every run and the program's process. */
  stop(): Promise<void>;
}

export interface DebuggeeHooks {
  readonly gate: Gate;
  onEvent(event: ExecutorEvent): void;
  /** Has the user say whether a connection may be made. */
  askNetwork(question: NetworkQuestion): Promise<NetworkAnswer>;
  /** The program's process exists and has loaded nothing of it. */
  beforeLoad(program: InspectableProgram): Promise<void>;
  /** The program's own process has begun to load it: a moment in which this one has nothing to do. */
  onLoading(): void;
  /** No run is left that could go on; called again after a run was rewound and has ended once more. */
  onIdle(): void;
  /** The program's process is gone without having been stopped. */
  onLost(message: string): void;
}

/** Loads the program and checks function and event; rejects with one sentence, nothing left running. */
export type LaunchDebuggee = (args: LaunchArguments, hooks: DebuggeeHooks, signal: AbortSignal) => Promise<Debuggee>;
