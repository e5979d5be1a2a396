/** Launch attributes: read from untrusted JSON, checked completely before anything starts. */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import * as v from "valibot";
import type { JsonValue } from "../executor/model.ts";
import { javaScriptAttribute } from "../../../shared/protocol/javascript-debugger.ts";
import { isTooDeep, limits } from "../../../shared/inngest/limits.ts";
import { networkAttribute } from "../../../shared/protocol/network.ts";
import { parseJson } from "../session/choose.ts";
import { findPackageFolder } from "../worker/package-folder.ts";
import { appAttributes, readAttachTarget, type AttachTarget } from "./attach-arguments.ts";
import {
  attributeTooDeep, eventFileUnreadable, fileNotFound, folderNotFound, missingProgram, onlyAttaches, programNotFound, unknownAttribute,
  runIsRecorded, unsupportedRequest, wrongAttribute,
} from "./errors.ts";
import { readJavaScript, type JavaScriptArguments } from "./javascript-child.ts";
import type { NetworkPolicy } from "../worker/protocol.ts";

/** An event as the user gives it, not checked yet. */
export interface GivenEvent {
  readonly value: JsonValue;
  /** Where it comes from, for sentences about it. */
  readonly place: string;
}

export interface LaunchArguments {
  /** Absolute path of the file that holds the function; of an app that runs by itself, a name in the folder of its package. */
  readonly program: string;
  /** The app to attach to, in place of loading `program`. */
  readonly attach: AttachTarget | undefined;
  readonly function: string | undefined;
  readonly event: GivenEvent | undefined;
  /** Stop before the first step of the run. */
  readonly stopOnEntry: boolean;
  readonly clock: "virtual" | "real";
  readonly network: NetworkPolicy;
  /** Whether the client shows the question where `network` is `ask`. */
  readonly asksNetwork: boolean;
  /** Whether emitted events start the runs they trigger. */
  readonly follow: "all" | "none";
  /** Absolute folder of the program's process. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | null>>;
  /** Absolute path. */
  readonly envFile: string | undefined;
  /** Absolute path. */
  readonly tsconfig: string | undefined;
  readonly runtimeExecutable: string | undefined;
  /** Absolute path of a recording: played by itself, or gone on from where there is a `program`. */
  readonly recording: string | undefined;
  /** Absolute path of the file that gets the session's recording when it ends. */
  readonly record: string | undefined;
  /** Results in the place of running steps, by step id. */
  readonly mocks: Readonly<Record<string, JsonValue>>;
  /** Attempts that fail, by step id, counted from 1. */
  readonly faults: Readonly<Record<string, number | readonly number[] | "always">>;
  /** Whether there are any of these. */
  readonly injects: boolean;
  /** How a JavaScript debugger joins; undefined where none shall or none can. */
  readonly javascript: JavaScriptArguments | undefined;
  /** Run to the end and stop nowhere. */
  readonly noDebug: boolean;
}

/** No path or variable holds a NUL; an id may. */
const isWhole = (value: string): boolean => !value.includes("\0");
const written = v.pipe(v.string(), v.minLength(1));
const text = v.pipe(written, v.check(isWhole));
/** Arrays are records to valibot. */
const record = <Value extends v.GenericSchema>(value: Value) => v.pipe(v.custom<object>((given) => !Array.isArray(given)), v.record(v.string(), value));
const attempt = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** Each attribute, its shape, and the words for a wrong one. */
export const launchAttributes = {
  program: { schema: text, expected: "a path" },
  function: { schema: written, expected: "a function id" },
  event: { schema: v.union([v.pipe(v.string(), v.check(isWhole)), record(v.unknown())]), expected: "an event object or a path to a JSON file" },
  stopOnEntry: { schema: v.boolean(), expected: "`true` or `false`" },
  clock: { schema: v.picklist(["virtual", "real"]), expected: '`"virtual"` or `"real"`' },
  network: { schema: v.picklist(["allow", "ask", "deny"]), expected: '`"allow"`, `"ask"` or `"deny"`' },
  follow: { schema: v.picklist(["all", "none"]), expected: '`"all"` or `"none"`' },
  mocks: { schema: record(v.unknown()), expected: 'an object from step ids to outputs, or to `{ "error": "…" }`' },
  faults: { schema: record(v.union([attempt, v.array(attempt), v.literal("always")])), expected: 'an object from step ids to the attempts that fail: `1`, `[1, 2]` or `"always"`' },
  cwd: { schema: text, expected: "a path" },
  env: { schema: v.pipe(record(v.nullable(v.pipe(v.string(), v.check(isWhole)))), v.check((given) => Object.keys(given).every((name) => /^[^=\0]+$/.test(name)))), expected: "an object of strings" },
  envFile: { schema: text, expected: "a path" },
  tsconfig: { schema: text, expected: "a path" },
  recording: { schema: text, expected: "the path of a recording" },
  record: { schema: text, expected: "the path of a file to write" },
  runtimeExecutable: { schema: text, expected: "the path of a Node executable" },
  javascript: { schema: v.union([v.boolean(), text]), expected: "`true`, `false` or the type of a debug configuration" },
} as const;

const shared = ["function", "event", "stopOnEntry", "clock", "follow", "mocks", "faults", "cwd", "record"] as const;

/** The attributes of `"request": "attach"`. */
export const attachAttributes = { ...appAttributes, ...Object.fromEntries(shared.map((name) => [name, launchAttributes[name]])) as Pick<typeof launchAttributes, typeof shared[number]> };

/** What editors add to every configuration. */
const general = new Set([
  "type", "request", "name", "noDebug", "preLaunchTask", "postDebugTask", "internalConsoleOptions", "debugServer", "presentation",
  "suppressMultipleSessionWarning", "serverReadyAction", "windows", "linux", "osx",
]);

/** True for an `attach` request. */
function checkAttributes(given: Readonly<Record<string, unknown>>): boolean {
  const { request = "launch" } = given;
  if (request !== "launch" && request !== "attach") throw unsupportedRequest();
  const attributes: Readonly<Record<string, { readonly schema: v.GenericSchema; readonly expected: string }>> = request === "attach" ? attachAttributes : launchAttributes;
  const known = Object.keys(attributes);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("__") || general.has(name) || value === undefined) continue;
    if (name === "run") throw runIsRecorded();
    const attribute = known.includes(name) ? attributes[name] : undefined;
    if (attribute === undefined) throw request === "launch" && Object.hasOwn(attachAttributes, name) ? onlyAttaches(name) : unknownAttribute(name, known);
    if (isTooDeep(value)) throw attributeTooDeep(name, limits.jsonDepth);
    if (!v.safeParse(attribute.schema, value).success) throw wrongAttribute(name, attribute.expected);
  }
  return request === "attach";
}

const shape = v.object({
  program: v.optional(launchAttributes.program.schema),
  function: v.optional(launchAttributes.function.schema),
  event: v.optional(launchAttributes.event.schema),
  stopOnEntry: v.optional(launchAttributes.stopOnEntry.schema, true),
  clock: v.optional(launchAttributes.clock.schema, "virtual"),
  network: v.optional(launchAttributes.network.schema, "allow"),
  follow: v.optional(launchAttributes.follow.schema, "all"),
  mocks: v.optional(launchAttributes.mocks.schema, {}),
  faults: v.optional(launchAttributes.faults.schema, {}),
  cwd: v.optional(launchAttributes.cwd.schema),
  env: v.optional(launchAttributes.env.schema, {}),
  envFile: v.optional(launchAttributes.envFile.schema),
  tsconfig: v.optional(launchAttributes.tsconfig.schema),
  recording: v.optional(launchAttributes.recording.schema),
  record: v.optional(launchAttributes.record.schema),
  runtimeExecutable: v.optional(launchAttributes.runtimeExecutable.schema),
  javascript: v.optional(launchAttributes.javascript.schema, true),
  noDebug: v.optional(v.boolean(), false),
  url: v.optional(appAttributes.url.schema),
  devServer: v.optional(appAttributes.devServer.schema),
});

/** Arguments of a `launch` request, or of an `attach` request where `request` says so. Throws a `DebugError` with one sentence for whatever is wrong. */
export function readLaunchArguments(given: unknown): LaunchArguments {
  const attributes = v.safeParse(v.record(v.string(), v.unknown()), given ?? {});
  if (!attributes.success) throw missingProgram();
  const attaches = checkAttributes(attributes.output);
  const args = v.parse(shape, attributes.output);
  const attach = attaches ? readAttachTarget(args) : undefined;
  if (!attaches && args.program === undefined && args.recording === undefined) throw missingProgram();

  const base = args.cwd === undefined ? process.cwd() : path.resolve(args.cwd);
  // A recording stands for the program where there is none: it says itself which file it was.
  const program = attaches ? path.join(base, "package.json") : path.resolve(base, args.program ?? args.recording ?? "");
  if (!attaches && !isFile(program)) throw args.program === undefined ? fileNotFound("recording", args.recording ?? "") : programNotFound(args.program);
  const cwd = args.cwd === undefined && !attaches ? findPackageFolder(program) : base;
  if (!isFolder(cwd)) throw folderNotFound("cwd", args.cwd ?? cwd);

  const existing = (name: string, file: string | undefined): string | undefined => {
    if (file === undefined) return undefined;
    const absolute = path.resolve(cwd, file);
    if (!isFile(absolute)) throw fileNotFound(name, file);
    return absolute;
  };
  return {
    program,
    attach,
    function: args.function,
    event: args.event === undefined ? undefined : readEvent(args.event, cwd),
    stopOnEntry: args.stopOnEntry,
    clock: args.clock,
    network: args.network,
    asksNetwork: attributes.output[networkAttribute] === true,
    follow: args.follow,
    cwd,
    env: args.env,
    envFile: existing("envFile", args.envFile),
    tsconfig: existing("tsconfig", args.tsconfig),
    runtimeExecutable: args.runtimeExecutable,
    recording: existing("recording", args.recording),
    record: args.record === undefined ? undefined : readRecord(path.resolve(cwd, args.record)),
    mocks: args.mocks as LaunchArguments["mocks"],
    faults: args.faults,
    injects: Object.keys(args.mocks).length > 0 || Object.keys(args.faults).length > 0,
    javascript: attaches || args.program === undefined ? undefined : readJavaScript(args.javascript, attributes.output[javaScriptAttribute]),
    noDebug: args.noDebug,
  };
}

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true;
const isFolder = (folder: string): boolean => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;

function readRecord(file: string): string {
  if (isFolder(file)) throw wrongAttribute("record", launchAttributes.record.expected);
  return file;
}

function readEvent(given: string | Readonly<Record<string, unknown>>, cwd: string): GivenEvent {
  if (typeof given !== "string") return { value: given as JsonValue, place: "`event`" };
  // An input variable of launch.json can only give text, so JSON is accepted where a path is.
  if (given.trimStart().startsWith("{")) return { value: parseJson(given, "`event`"), place: "`event`" };
  const asked = path.resolve(cwd, given);
  // A saved event is called by its name.
  const saved = path.join(cwd, ".inngest", "events", `${given}.json`);
  const file = !isFile(asked) && isFile(saved) ? saved : asked;
  // A device or a pipe may never end.
  if (!isFile(file)) throw eventFileUnreadable(given);
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch {
    throw eventFileUnreadable(given);
  }
  const inside = path.relative(cwd, file);
  const place = inside.startsWith("..") || path.isAbsolute(inside) ? file : inside;
  return { value: parseJson(content.replace(/^\ufeff/, ""), place), place };
}
