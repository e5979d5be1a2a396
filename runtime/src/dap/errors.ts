/**
 * Every sentence a user can meet when something is asked that cannot be done: named constructors, one file.
 * Each names the place and the fix; none shows a stack of ours.
 */
import { findSimilar, toPrintable } from "./text.ts";

/** A mistake of the user's or the client's; `message` is shown as it is. */
export class DebugError extends Error {
  override readonly name = "DebugError";
  /** Whether a client should show it in a dialog of its own. */
  readonly showUser: boolean;

  constructor(message: string, options: { readonly showUser?: boolean } = {}) {
    super(message);
    this.showUser = options.showUser ?? true;
  }
}

/**
 * Whether a refused request is told by whoever made it: a value that cannot be evaluated by the editor, in its place, and
 * requests of our own by the client, or by nobody where it only looks. A notification would tell it twice.
 */
export const isToldByAsker = (command: string): boolean => command === "evaluate" || command.startsWith("inngest");

const quote = (text: string): string => `\`${toPrintable(text, 200)}\``;
const list = (names: readonly string[]): string => names.slice(0, 20).map(quote).join(", ") + (names.length > 20 ? `, and ${names.length - 20} more` : "");

export const missingProgram = (): DebugError =>
  new DebugError("no file to run: set `program` to the file that holds the Inngest function");
export const programNotFound = (program: string): DebugError =>
  new DebugError(`${quote(program)} does not exist: set \`program\` to the file that holds the Inngest function`);
export const folderNotFound = (attribute: string, folder: string): DebugError =>
  new DebugError(`the folder ${quote(folder)} of \`${attribute}\` does not exist`);
export const fileNotFound = (attribute: string, file: string): DebugError =>
  new DebugError(`the file ${quote(file)} of \`${attribute}\` cannot be read: correct the path or remove \`${attribute}\``);

export function unknownAttribute(name: string, known: readonly string[]): DebugError {
  const similar = findSimilar(name, known);
  return new DebugError(`there is no launch attribute ${quote(name)}${similar === undefined ? `; known are ${list(known)}` : `: did you mean \`${similar}\`?`}`);
}

export const runIsRecorded = (): DebugError =>
  new DebugError("a run that has been is gone on with from its recording: set `recording` in place of `run`; *Inngest: Debug Run from Server…* takes one over from the Dev Server or Inngest Cloud");
export const wrongAttribute = (name: string, expected: string): DebugError =>
  new DebugError(`the launch attribute \`${name}\` must be ${expected}`);
export const attributeTooDeep = (name: string, most: number): DebugError =>
  new DebugError(`the launch attribute \`${name}\` is nested too deeply: at most ${most} levels are allowed`);
export const unsupportedRequest = (): DebugError =>
  new DebugError('`request` must be `"launch"` or `"attach"`');
export const onlyAttaches = (name: string): DebugError =>
  new DebugError(`\`${name}\` belongs to \`"request": "attach"\`, for an app that runs by itself`);
export const missingUrl = (): DebugError =>
  new DebugError('no app to attach to: set `url` to the address of its `serve()`, such as "http://localhost:3000/api/inngest"');
export const attachAddress = (name: string, given: string, expected: string): DebugError =>
  new DebugError(`\`${name}\` must be ${expected}, not ${quote(given)}`);
export const addressWithPassword = (name: string): DebugError =>
  new DebugError(`\`${name}\` holds a user or a password, which would be shown and kept: let the app answer its \`serve()\` without one on this machine`);
export const notLocal = (devServer: string): DebugError =>
  new DebugError(`\`devServer\` must be an address of this machine, such as "http://127.0.0.1:8288", not ${quote(devServer)}`);
export const devServerInUse = (why: string): DebugError =>
  new DebugError(`the debugger must stand where the app looks for its dev server, but ${why}; or start the app with another address in INNGEST_DEV and set \`devServer\` to the same`);

export const eventFileUnreadable = (file: string): DebugError =>
  new DebugError(`the event file ${quote(file)} cannot be read: correct the path in \`event\``);

export const alreadyLaunched = (): DebugError => new DebugError("this session has been launched already", { showUser: false });
export const notLaunched = (): DebugError => new DebugError("nothing has been launched yet", { showUser: false });
export const sessionEnded = (): DebugError => new DebugError("the session has ended", { showUser: false });
export const unknownRun = (): DebugError => new DebugError("that run is no longer part of the session", { showUser: false });
export const notStopped = (): DebugError => new DebugError("the run is not stopped", { showUser: false });
export const nothingBehind = (): DebugError => new DebugError("this is the first step of the run: there is nothing to step back over");
export const onlyRecorded = (): DebugError => new DebugError("this is a recording: it can be looked at, not changed; add `program` to the configuration to go on from it");
export const cannotFork = (steps: number): DebugError => new DebugError(`the run has ${steps} finished steps: it can be forked at 0 to ${steps}`);
export const nothingRecorded = (): DebugError => new DebugError("nothing has run yet, so there is nothing to record");
export const questionClosed = (): DebugError => new DebugError("that question has been answered or is of no concern any more", { showUser: false });
export const staleReference = (): DebugError => new DebugError("the run has moved on since this was shown", { showUser: false });
export const unknownRequest = (command: string): DebugError =>
  new DebugError(`the request ${quote(command)} is not supported`, { showUser: false });
export const internalFailure = (command: string): DebugError =>
  new DebugError(`the debugger itself failed on ${quote(command)}; its log says more`);
export const badRequest = (command: string): DebugError =>
  new DebugError(`the arguments of ${quote(command)} are not what the protocol says`, { showUser: false });
export const notAPath = (expression: string): DebugError =>
  new DebugError(`${quote(expression)} is not a property path such as \`event.data.id\``, { showUser: false });
export const noSuchValue = (expression: string, at: string): DebugError =>
  new DebugError(`${quote(expression)} has no value: there is no ${quote(at)}`, { showUser: false });
export const notAValue = (text: string, at: number): DebugError =>
  new DebugError(`${quote(text)} is not JSON: ${at >= text.length ? "it ends too early" : `unexpected ${quote(text.slice(at, at + 1))} at column ${at + 1}`}; text stands in double quotes`);
export const notEditable = (expression: string): DebugError =>
  new DebugError(`${quote(expression)} cannot be changed: change the event, the output of a step, or the input of the step that comes next`);
export const inputStays = (tool: string): DebugError =>
  new DebugError(`an app that runs by itself passes its own input to \`${tool}\`, which cannot be changed from here: launch the function instead of attaching`);
export const eventNameStays = (name: string): DebugError =>
  new DebugError(`the event stays ${quote(name)}, which started this run: start another run for another event`);
export const notAnEvent = (expression: string, problem: string): DebugError =>
  new DebugError(`${quote(expression)} would not be a valid event: ${problem}`);
export const notAnError = (): DebugError =>
  new DebugError("an error is an object with a `name` and a `message`, both texts");
export const runGoesOn = (name: string): DebugError =>
  new DebugError(`${quote(name)} is not stopped: pause it before you change its values`);
export const notThere = (): DebugError => new DebugError("that step is no longer there", { showUser: false });
export const noStepHere = (): DebugError => new DebugError("no step stands here: stop a run before one of its steps first");
export const noWaitHere = (step: string): DebugError =>
  new DebugError(`step ${quote(step)} waits for nothing: stop before a \`waitForEvent\`, \`waitForSignal\` or \`invoke\``);
export const eventDoesNotMatch = (step: string, why: string): DebugError =>
  new DebugError(`this event does not end the wait of step ${quote(step)}: ${toPrintable(why, 500)}`);
export const clockIsReal = (): DebugError => new DebugError('time passes by itself here: set `"clock": "virtual"` to move it');
export const timeGoesOn = (): DebugError => new DebugError("time only goes forward: choose a later moment, or step back");
export const badTime = (text: string): DebugError => new DebugError(`${quote(text)} is no time: write \`+1h\`, \`next\` or a date such as 2026-01-31T12:00Z`);
export const nothingWakes = (): DebugError => new DebugError("nothing waits for a time");
export const badEvent = (problem: string): DebugError => new DebugError(`this event cannot be sent: ${problem}`);
export const nothingToSend = (): DebugError => new DebugError("say which event: `send app/user.signup { userId: 1 }`");
export const nothingToMock = (): DebugError => new DebugError("say which result: `mock { id: 1 }`, or of a later step: `mock charge-card { id: 1 }`");
export const nestedTooDeeply = (most: number): DebugError => new DebugError(`the value is nested too deeply: at most ${most} levels are allowed`);
