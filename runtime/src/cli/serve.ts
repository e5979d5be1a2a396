/** `stepwise serve`: stands in for Inngest in front of apps that run by themselves. */
import { isIPv6 } from "node:net";
import path from "node:path";
import { parseArgs, styleText } from "node:util";
import { createRealClock } from "../clock/real-clock.ts";
import { DoorMistake } from "../door/door.ts";
import type { ExecutorEvent } from "../executor/model.ts";
import { UsageError } from "../session/choose.ts";
import { StoreMistake } from "../store/open-database.ts";
import { openStore } from "../store/open-store.ts";
import { startServe, type ServeSession } from "../session/start-serve.ts";
import type { App } from "../apps/registration.ts";
import { toAppLine, toJsonLine } from "./json-lines.ts";
import { createTurnOutput, onSignal, type Output } from "./output.ts";
import { createLineWriter } from "./report.ts";

const usage = "stepwise serve [--port n] [--host address] [--app url]… [--retry-interval seconds] [--tick milliseconds] [--poll-interval seconds] [--store file] [--json]";

/** Where the SDK looks when `INNGEST_DEV` names no address. */
const usualPort = 8288;

interface ServeArguments {
  readonly port: number;
  readonly host: string;
  readonly appUrls: readonly string[];
  readonly retryMs: number | undefined;
  readonly tick: number;
  readonly pollMs: number;
  /** Absolute. */
  readonly store: string | undefined;
  readonly json: boolean;
}

function readNumber(name: string, given: string | undefined, usual: number, [least, most]: readonly [number, number]): number {
  if (given === undefined) return usual;
  const value = given.trim() === "" ? NaN : Number(given);
  if (!Number.isInteger(value) || value < least || value > most) throw new UsageError(`--${name} is a whole number from ${least} to ${most}, not \`${given}\``);
  return value;
}

function readUrl(given: string): string {
  const address = given.includes("://") ? given : `http://${given}`;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) throw new UsageError(`--app is the address of a \`serve()\` endpoint such as http://localhost:3000/api/inngest, not \`${given}\``);
  return new URL(address).href;
}

/** An address or a name alone; whether it is one of this machine shows when it is listened at. */
function readHost(given: string): string {
  const mistake = `--host is an address or a name of this machine such as 127.0.0.1, not \`${given}\``;
  if (/^[^:/[\]]+:\d+$/.test(given)) throw new UsageError(`${mistake}; the port is --port`);
  if (isIPv6(given) || /^[\w.-]+$/.test(given)) return given;
  throw new UsageError(mistake);
}

function readStore(given: string): string {
  if (given.trim() === "") throw new UsageError(`--store is the path of a file, not \`${given}\``);
  return path.resolve(given);
}

function readArguments(args: readonly string[]): ServeArguments {
  const { values } = parseOptions(args);
  const aDay = 86_400;
  return {
    port: readNumber("port", values.port, usualPort, [0, 65_535]),
    host: readHost(values.host ?? "127.0.0.1"),
    appUrls: (values.app ?? []).map(readUrl),
    retryMs: values["retry-interval"] === undefined ? undefined : readNumber("retry-interval", values["retry-interval"], 0, [0, aDay]) * 1000,
    tick: readNumber("tick", values.tick, 1, [1, 60_000]),
    pollMs: readNumber("poll-interval", values["poll-interval"], 5, [1, aDay]) * 1000,
    store: values.store === undefined ? undefined : readStore(values.store),
    json: values.json ?? false,
  };
}

function parseOptions(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    return parseArgs({ args: [...args], options: { "port": text, "host": text, "app": { type: "string", multiple: true }, "retry-interval": text, "tick": text, "poll-interval": text, "store": text, "json": { type: "boolean" } } });
  } catch (error) {
    const message = error instanceof Error ? error.message.split(/\.\s/, 1)[0] ?? error.message : String(error);
    throw new UsageError(`${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, "")}: ${usage}`);
  }
}

interface Reporter {
  listening(origin: string, appUrls: readonly string[]): void;
  app(app: App): void;
  event(event: ExecutorEvent): void;
}

function createJsonReporter({ out }: Output): Reporter {
  const print = (line: object | undefined): void => { if (line !== undefined) out(`${JSON.stringify(line)}\n`); };
  return { listening: (url) => { print({ type: "listening", url }); }, app: (app) => { print(toAppLine(app)); }, event: (event) => { print(toJsonLine(event)); } };
}

function createTextReporter(session: () => ServeSession | undefined, { out }: Output): Reporter {
  const colour = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  const paint = (style: "bold" | "dim" | "green", text: string): string => (colour ? styleText(style, text, { validateStream: false }) : text);
  const lines = createLineWriter({
    colour, cwd: process.cwd(), manyRuns: true, runOf: (runId) => session()?.executor.run(runId),
    nameOf: (functionId) => session()?.apps.functions.find(({ id }) => id === functionId)?.localId ?? functionId,
  });
  return {
    listening: (origin, appUrls) => {
      out(`${paint("bold", "Inngest, locally")} at ${origin}\n`);
      const waits = appUrls.length === 0 ? `name it with --app, or register it: curl -X PUT <address of its serve()>` : "functions are listed as they register";
      out(`${paint("dim", `start your app with INNGEST_DEV=${origin}; ${waits}. Ctrl+C ends.`)}\n`);
    },
    app: ({ id, url, sdk, functions }) => {
      out(`${paint("green", "●")} ${paint("bold", id)} ${paint("dim", `${url} (${sdk})`)}\n`);
      for (const { localId, triggers } of functions) out(`  ${localId} ${paint("dim", triggers.map((trigger) => (trigger.kind === "cron" ? `cron ${trigger.cron}` : trigger.event)).join(", ") || "invoked only")}\n`);
    },
    event: (event) => { for (const line of lines(event)) out(`${line}\n`); },
  };
}

/** Returns the exit code: 0 when it was ended, 2 for bad usage or a port that cannot be had. */
export async function serve(args: readonly string[], output: Output & { flush?(): void } = createTurnOutput()): Promise<number> {
  try {
    const { json, tick, store: file, ...options } = readArguments(args);
    // The reporter needs names of what is behind it before there is anything.
    const behind: { session?: ServeSession } = {};
    const reporter = json ? createJsonReporter(output) : createTextReporter(() => behind.session, output);
    const ended = new Promise<void>((resolve) => { onSignal(() => { resolve(); }); });
    const store = await openStore({ file, warn: (message) => { reporter.event({ type: "warning", message }); } });
    const session = behind.session = await startServe({ ...options, store, clock: createRealClock({ tick }), onEvent: reporter.event, onApp: reporter.app });
    reporter.listening(session.origin, options.appUrls);
    session.apps.apps.forEach(reporter.app);
    await ended;
    await session.close();
    store.close();
    output.flush?.();
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof DoorMistake || error instanceof StoreMistake)) throw error;
    output.err(`stepwise serve: ${error.message}\n`);
    return 2;
  }
}
