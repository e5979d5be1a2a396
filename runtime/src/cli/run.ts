/** `stepwise run <file>`: runs a function and what its events trigger, without an editor. */
import { existsSync, statSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { parseWireDuration } from "../../../shared/inngest/duration.ts";
import type { ExecutorEvent } from "../executor/model.ts";
import { toRecordingText } from "../recording/recording-text.ts";
import { checkEvent, chooseFunction, parseJson, UsageError } from "../session/choose.ts";
import { findDueStarts, startAsDue } from "../session/due-schedules.ts";
import { createLateSampleEvents } from "../session/late-sample-events.ts";
import { findPackageFolder } from "../worker/package-folder.ts";
import { startSession, type Session } from "../session/start-session.ts";
import { WorkerMistake } from "../worker/mistakes.ts";
import { onSignal, standardOutput, type Output } from "./output.ts";
import { createLineWriter, toJsonReport } from "./report.ts";

const usage = "stepwise run <file> [--function id] [--event json|file] [--follow all|none] [--advance duration] [--record file] [--json]";

interface RunArguments {
  /** Absolute. */
  readonly file: string;
  readonly fn: string | undefined;
  readonly event: string | undefined;
  readonly follow: "all" | "none";
  /** Milliseconds. */
  readonly advance: number;
  /** Absolute. */
  readonly record: string | undefined;
  readonly json: boolean;
}

function readArguments(args: readonly string[]): RunArguments {
  const { values, positionals } = parseOptions(args);
  const [file, ...others] = positionals;
  if (file === undefined) throw new UsageError(`say which file to run: ${usage}`);
  if (others.length > 0) throw new UsageError(`one file at a time, not also \`${others.join(" ")}\`: ${usage}`);
  const { follow = "all" } = values;
  if (follow !== "all" && follow !== "none") throw new UsageError(`--follow is \`all\` or \`none\`, not \`${follow}\``);
  const absolute = path.resolve(file);
  if (!existsSync(absolute)) throw new UsageError(`there is no file ${file}`);
  if (statSync(absolute).isDirectory()) throw new UsageError(`${file} is a folder; name the file that defines the function`);
  return { file: absolute, fn: values.function, event: values.event, follow, advance: readAdvance(values.advance), record: readRecord(values.record), json: values.json ?? false };
}

function readAdvance(given: string | undefined): number {
  const duration = given === undefined ? 0 : parseWireDuration(given);
  if (duration === undefined || given === "") throw new UsageError(`--advance is a duration such as 90m, 1d or 1w2d, not \`${given}\``);
  return duration;
}

function readRecord(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (!given.endsWith(".inngest-run")) throw new UsageError(`a recording is named \`*.inngest-run\`, not \`${given}\``);
  return path.resolve(given);
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args], allowPositionals: true,
      options: { function: { type: "string" }, event: { type: "string" }, follow: { type: "string" }, advance: { type: "string" }, record: { type: "string" }, json: { type: "boolean" } },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message.split(/\.\s/, 1)[0] ?? error.message : String(error);
    throw new UsageError(`${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, "")}: ${usage}`);
  }
}

/** `--event` is JSON when it looks like it, else a file's name. */
async function readEventText(given: string): Promise<{ readonly text: string; readonly place: string }> {
  if (/^\s*[[{"]/.test(given)) return { text: given, place: "--event" };
  try {
    return { text: await readFile(given, "utf8"), place: given };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UsageError(missing ? `there is no event file ${given}, and it is not JSON either` : `the event file ${given} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
}

function createReporter(session: () => Session | undefined, json: boolean, { out, err }: Output): (event: ExecutorEvent) => void {
  const colour = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  const lines = createLineWriter({
    colour, cwd: process.cwd(), runOf: (runId) => session()?.executor.run(runId),
    nameOf: (functionId) => session()?.worker.functions.find(({ id }) => id === functionId)?.localId ?? functionId,
  });
  return (event) => {
    if (json) {
      if (event.type === "output") err(event.text);
      else if (event.type === "warning") err(`${event.message}\n`);
      return;
    }
    for (const line of lines(event)) out(`${line}\n`);
  };
}

async function runFunction(args: RunArguments, output: Output): Promise<number> {
  const given = args.event === undefined ? undefined : await readEventText(args.event);
  if (given !== undefined) parseJson(given.text, given.place);
  let session: Session | undefined;
  let interrupted: number | undefined;
  const ending = new AbortController();
  const unlisten = onSignal((code) => {
    interrupted = code;
    if (session === undefined) process.exit(code);
    ending.abort();
    session.executor.stop();
  });
  try {
    const samples = createLateSampleEvents(args.file);
    session = await startSession({
      worker: {
        program: args.file,
        beforeLoad: async () => { if (given === undefined) setImmediate(() => void samples()); },
        onProblem: ({ kind, error, position }) => {
          output.err(`${position === undefined ? "" : `${position.path}:${position.line}:${position.column}: `}${kind === "unhandledRejection" ? "nobody catches this rejection" : "nobody catches this error"}: ${error.message}\n`);
        },
      },
      follow: args.follow, onEvent: createReporter(() => session, args.json, output),
    });
    const { executor, worker } = session;
    const fn = chooseFunction(worker.own, args.fn, path.relative(process.cwd(), args.file) || args.file);
    const event = given === undefined ? (await samples())(fn) : checkEvent(fn, parseJson(given.text, given.place), given.place);
    if (given === undefined && !args.json) output.out(`a sample event, for want of --event: ${JSON.stringify(event)}\n`);
    if (interrupted !== undefined) return interrupted;
    const { runId } = executor.start(fn.id, event);
    await executor.whenIdle();
    await passTime(session, args, output, ending.signal);
    if (args.record !== undefined) await keepRecording(session, args.file, args.record);
    if (args.json) output.out(`${JSON.stringify(toJsonReport(executor.runs()), undefined, 2)}\n`);
    const asked = executor.runs().filter((each) => each.runId === runId || each.events[0]?.name === "inngest/scheduled.timer");
    return interrupted ?? (asked.every(({ status }) => status === "completed") ? 0 : 1);
  } finally {
    unlisten();
    await session?.dispose();
  }
}

async function keepRecording({ executor, worker }: Session, program: string, file: string): Promise<void> {
  const text = await toRecordingText(executor.runs(), worker.functions, { program, folder: findPackageFolder(program), cwd: path.dirname(program), env: {} });
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text ?? "");
  } catch (error) {
    throw new UsageError(`the recording cannot be written to ${file} (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
}

/** Time goes on by so much after the run, and functions start as their `cron` triggers say. */
async function passTime({ executor, worker, clock }: Session, { advance }: RunArguments, { err }: Output, signal: AbortSignal): Promise<void> {
  if (advance === 0) return;
  const { starts, problems } = findDueStarts(worker.functions, clock.now(), clock.now() + advance);
  for (const problem of problems) err(`${problem}\n`);
  await startAsDue(starts, executor, clock, signal);
  await executor.whenIdle();
}

/** Returns the exit code: 0 completed, 1 failed, 2 bad usage. */
export async function run(args: readonly string[], output = standardOutput): Promise<number> {
  try {
    return await runFunction(readArguments(args), output);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof WorkerMistake)) throw error;
    output.err(`stepwise run: ${error.message}\n`);
    return 2;
  }
}
