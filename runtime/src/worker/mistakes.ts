/** What can be wrong with the user's program or its run, each as one sentence that names the place and the fix. */
import type { SourcePosition } from "../executor/model.ts";

export type MistakeCode =
  | "programMissing" | "sdkMissing" | "sdkUnsupported" | "plugAndPlay" | "doesNotCompile" | "throwsOnLoad" | "noFunctions" | "duplicateFunction" | "handlerMissing"
  | "envFileUnreadable" | "runtimeUnusable" | "unknownFunction" | "workerExited" | "callTimedOut" | "loadTimedOut" | "stepsNested" | "syncFailed" | "disposed";

/** A mistake as it crosses the process boundary. */
export interface MistakeData {
  readonly code: MistakeCode;
  readonly message: string;
  readonly position: SourcePosition | undefined;
}

/** An error whose message is meant for the user as it stands. */
export class WorkerMistake extends Error {
  override readonly name = "WorkerMistake";
  readonly code: MistakeCode;
  readonly position: SourcePosition | undefined;
  constructor({ code, message, position }: MistakeData) {
    super(message);
    this.code = code;
    this.position = position;
  }
  toData(): MistakeData {
    return { code: this.code, message: this.message, position: this.position };
  }
}

const mistake = (code: MistakeCode, message: string, position?: SourcePosition): WorkerMistake => new WorkerMistake({ code, message, position });
const at = (position: SourcePosition): string => `${position.path}:${position.line}:${position.column}`;

export const programMissing = (program: string): WorkerMistake =>
  mistake("programMissing", `the program ${program} does not exist; set \`program\` to the file that defines your Inngest functions`);

export const sdkMissing = (program: string, folder: string): WorkerMistake =>
  mistake("sdkMissing", `\`inngest\` is not installed where ${program} can find it; run \`npm install inngest\` in ${folder}`);

export const sdkUnsupported = (version: string, folder: string): WorkerMistake =>
  mistake("sdkUnsupported", `inngest ${version} in ${folder} is not supported; install version 3 or 4, for example with \`npm install inngest@latest\``);

export const plugAndPlay = (folder: string): WorkerMistake =>
  mistake("plugAndPlay", `${folder} keeps its packages in Yarn's Plug'n'Play, which only Yarn's own Node.js reads; write \`nodeLinker: node-modules\` into its .yarnrc.yml and run \`yarn install\``);

export const doesNotCompile = (program: string, message: string, position: SourcePosition | undefined): WorkerMistake =>
  mistake("doesNotCompile", position === undefined ? `${program} does not compile: ${message}` : `${at(position)}: ${message}`, position);

export const throwsOnLoad = (program: string, message: string, position: SourcePosition | undefined): WorkerMistake =>
  mistake("throwsOnLoad", position === undefined ? `${program} throws while it loads: ${message}` : `${at(position)}: throws while it loads: ${message}`, position);

export const noFunctions = (program: string): WorkerMistake =>
  mistake("noFunctions", `${program} defines no Inngest function; create one with \`inngest.createFunction(…)\`, or set \`program\` to the file that does`);

export const duplicateFunction = (id: string, program: string): WorkerMistake =>
  mistake("duplicateFunction", `two functions loaded from ${program} have the id \`${id}\`; give each its own id`);

export const handlerMissing = (id: string, program: string): WorkerMistake =>
  mistake("handlerMissing", `the function \`${id}\` in ${program} has no handler; inngest 3 takes it third, after the trigger: \`createFunction({ id }, { event }, handler)\``);

export const envFileUnreadable = (file: string, reason: string): WorkerMistake =>
  mistake("envFileUnreadable", `the environment file ${file} cannot be read (${reason}); correct \`envFile\` or create the file`);

export const runtimeUnusable = (executable: string, reason: string): WorkerMistake =>
  mistake("runtimeUnusable", `${executable} does not start as Node.js (${reason}); correct \`runtimeExecutable\``);

export const unknownFunction = (id: string, known: readonly string[]): WorkerMistake =>
  mistake("unknownFunction", `there is no function \`${id}\`; the program has ${known.map((name) => `\`${name}\``).join(", ")}`);

export const workerExited = (how: string, { isLoaded, functionId, step }: { readonly isLoaded: boolean; readonly functionId: string | undefined; readonly step: string | undefined }): WorkerMistake =>
  mistake("workerExited", `the program's process ${how} ${functionId === undefined ? (isLoaded ? "while no step ran" : "while it was loading") : `during \`${functionId}\`${step === undefined ? "" : `, in step \`${step}\``}`}`);

export const callTimedOut = (functionId: string, step: string | undefined, how: string): WorkerMistake =>
  mistake("callTimedOut", `\`${functionId}\` ${how}${step === undefined ? "" : `; the last step reached is \`${step}\``}`);

export const loadTimedOut = (program: string, why: string): WorkerMistake =>
  mistake("loadTimedOut", `${program} does not finish loading: ${why}`);

export const stepsNested = (inner: string, outer: string, position: SourcePosition | undefined): WorkerMistake =>
  mistake("stepsNested", `${position === undefined ? "" : `${at(position)}: `}step \`${inner}\` is called inside step \`${outer}\`, which then never finishes; call it after \`${outer}\` instead`, position);

export const syncFailed = (program: string, reason: string): WorkerMistake =>
  mistake("syncFailed", `the SDK does not state the configuration of the functions in ${program}: ${reason}`);

export const disposed = (): WorkerMistake => mistake("disposed", "the program was stopped");
