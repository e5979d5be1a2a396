/** Commands of the Debug Console. One line each; everything else typed there is an expression. */
import { parseWireDuration } from "../../../shared/inngest/duration.ts";
import { readEvents } from "../../../shared/inngest/event-envelope.ts";
import type { EventPayload } from "../executor/events.ts";
import type { JsonValue } from "../executor/model.ts";
import type { ByHand } from "./by-hand.ts";
import type { Debuggee } from "./debuggee.ts";
import { badEvent, badTime, nothingToMock, nothingToSend, nothingWakes } from "./errors.ts";
import { toResult, type FailureKind, type Injections } from "./injections.ts";
import type { Motion } from "./motion.ts";
import { toDuration } from "../../../shared/inngest/duration-text.ts";
import { toRunCount, toRunLine, toTime } from "./scopes.ts";
import { toPrintable } from "./text.ts";

export interface ConsoleContext {
  readonly debuggee: Debuggee;
  readonly motion: Motion;
  readonly byHand: ByHand;
  readonly injections: Injections;
  /** The thread whose stack has the focus, else the first that stands. */
  readonly threadId: number | undefined;
  nameOf(runId: string): string;
  /** Reads JSON or a literal. Throws a `DebugError`. */
  read(text: string): JsonValue;
}

/** What a command prints, and what it does once that is out. */
export interface Printed {
  readonly text: string;
  readonly moves?: () => void;
}

interface Command {
  readonly usage: string;
  readonly help: string;
  run(rest: string, context: ConsoleContext): Printed | Promise<Printed>;
}

export const consoleCommands: Readonly<Record<string, Command>> = {
  send: {
    usage: "send [event] [data]", help: "send an event: `send app/user.signup { userId: 1 }`; alone, before a wait, the event that ends it",
    async run(rest, context) {
      if (rest === "") {
        if (context.threadId === undefined) throw nothingToSend();
        return { text: "delivered", moves: await context.byHand.deliver(context.threadId) };
      }
      return { text: context.byHand.send(readEvent(rest, context)).map(({ internalId, runs }) => `${internalId} (${toRunCount(runs.length)})`).join("\n") };
    },
  },
  deliver: {
    usage: "deliver [answer]", help: "before a wait: end it with this event, this signal's data or this result of the invoked function",
    async run(rest, context) {
      return { text: "delivered", moves: await context.byHand.deliver(needThread(context), rest === "" ? undefined : context.read(rest)) };
    },
  },
  clock: {
    usage: "clock [+1h | next | date]", help: "show the time, or move it: by a duration, to the next wake-up, to a date",
    run(rest, { debuggee, byHand }) {
      const { clock } = debuggee;
      if (rest !== "") byHand.moveClock(readTime(rest, clock.now(), clock.nextWake()));
      const next = clock.nextWake();
      return { text: `now ${toTime(clock.now())}${next === undefined ? "" : `, next wake-up ${toTime(next)} (in ${toDuration(next - clock.now())})`}` };
    },
  },
  fail: {
    usage: "fail [for good | timeout] [message]", help: "make the step throw: once, so that it is retried; for good; or time out",
    run(rest, context) {
      const [, kind = "throw", message = ""] = /^(for good|timeout)?\s*([\s\S]*)$/.exec(rest) ?? [];
      return { text: kind === "throw" ? "the step fails" : `the step fails: ${kind}`, moves: context.byHand.fail(needThread(context), kind as FailureKind, message === "" ? undefined : unquote(message)) };
    },
  },
  mock: {
    usage: "mock [step] value", help: "put a result in the place of running the step; { error: \"…\" } is a failure. With an id: of that step, from now on",
    run(rest, context) {
      if (rest === "") throw nothingToMock();
      const named = /^("(?:[^"\\]|\\.)*"|[^\s"{}[\]]+)\s+(\S[\s\S]*)$/.exec(rest);
      if (named === null) return { text: "the step has this result", moves: context.byHand.mock(needThread(context), context.read(rest)) };
      const [, given = "", value = ""] = named;
      const step = unquote(given);
      context.injections.mock(step, toResult(context.read(value)));
      return { text: `step \`${toPrintable(step, 200)}\` has this result from now on` };
    },
  },
  runs: {
    usage: "runs", help: "list the runs of this session",
    run: (_rest, { debuggee, nameOf }) => ({ text: debuggee.runs().slice(-mostRuns).map((run) => toRunLine(run, nameOf)).join("\n") || "no run yet" }),
  },
  help: {
    usage: "help", help: "this list",
    run: () => ({
      text: [
        ...Object.values(consoleCommands).map(({ usage, help }) => `${usage.padEnd(38)} ${help}`),
        "anything else is an expression over event, events, steps, emitted, run and step: emitted[0].id",
      ].join("\n"),
    }),
  },
};

const mostRuns = 100;

/** The command that a line begins with; undefined for an expression, which a command's name alone with a `.`, `[` or `=` is too. */
export function findCommand(line: string): { readonly command: Command; readonly rest: string } | undefined {
  const [, name = "", rest = ""] = /^\s*([a-z]+)(?:\s+([\s\S]*?))?\s*$/.exec(line) ?? [];
  return Object.hasOwn(consoleCommands, name) ? { command: consoleCommands[name] as Command, rest } : undefined;
}

function needThread({ threadId }: ConsoleContext): number {
  // Whoever asks says which sentence fits: no thread stands before anything.
  return threadId ?? -1;
}

/** `name`, `name data` or a whole event. */
function readEvent(text: string, { read }: ConsoleContext): EventPayload {
  const [, name = "", data = ""] = /^("(?:[^"\\]|\\.)*"|\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  const given = text.startsWith("{") ? read(text) : { name: unquote(name), data: data === "" ? {} : read(data) };
  const checked = readEvents(given);
  const [event, ...others] = checked.ok ? checked.events : [];
  if (!checked.ok || event === undefined || others.length > 0) throw badEvent(checked.ok ? "send one event at a time" : checked.error);
  return { ...event, data: event.data ?? {} } as EventPayload;
}

function readTime(text: string, now: number, nextWake: number | undefined): number {
  if (text === "next") {
    if (nextWake === undefined) throw nothingWakes();
    return nextWake;
  }
  const duration = text.startsWith("+") ? parseWireDuration(text.slice(1).replaceAll(/\s/g, "")) : undefined;
  const at = text.startsWith("+") ? now + (duration ?? Number.NaN) : Date.parse(text);
  if (!Number.isFinite(at) || text === "+") throw badTime(text);
  return at;
}

/** In double quotes, what JSON writes out is read back. */
function unquote(text: string): string {
  if (/^'[^']*'$/.test(text)) return text.slice(1, -1);
  if (!/^"(?:[^"\\]|\\.)*"$/.test(text)) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}
