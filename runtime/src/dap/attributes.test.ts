/**
 * Each attribute of launch.json: a value that makes a difference, and wrong ones with their sentences. What package.json
 * offers, what the adapter reads and what is shown here are the same names.
 */
import assert from "node:assert/strict";
import { chmodSync, existsSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Ajv } from "ajv";
import { findFreePort } from "../../../test/ports.ts";
import { manifest } from "../../../test/tree.ts";
import { startHttpApp } from "../testing/http-app.ts";
import { attachAttributes, launchAttributes } from "./launch-arguments.ts";
import { client, createProject, toFunction } from "./testing/project.ts";
import { startTranscript, type Transcript } from "./testing/transcript.ts";

interface Case {
  /** In one session with all the others. */
  readonly value: unknown;
  /** True for what that session says, false for what one with nothing but what it needs does. */
  readonly shows: (said: string) => boolean;
  /** Values and the sentences they are refused with; the first is refused by the editor already. */
  readonly wrong: readonly (readonly [value: unknown, sentence: string])[];
}

type Request = "launch" | "attach";

/** Does the editor offer and take it, as package.json says? */
function takes(request: Request, name: string, value: unknown): boolean {
  const schema = manifest.contributes.debuggers[0]?.configurationAttributes[request].properties[name];
  // Fields that are the editor's own, such as `enumDescriptions`, are no part of JSON Schema.
  return new Ajv({ strict: false }).validate(schema ?? false, value);
}

function checkNames(request: Request, cases: Readonly<Record<string, Case>>, read: object): void {
  // A run is looked up by VS Code's client, which gives its recording.
  const offered = Object.keys(manifest.contributes.debuggers[0]?.configurationAttributes[request].properties ?? {}).filter((name) => name !== "run").sort();
  assert.deepEqual(Object.keys(cases).sort(), offered, "what package.json offers is shown here");
  assert.deepEqual(Object.keys(read).sort(), offered, "and read by the adapter");
  for (const [name, { value, wrong: [first] }] of Object.entries(cases)) {
    assert.ok(takes(request, name, value), `the editor takes this \`${name}\``);
    assert.ok(first !== undefined && !takes(request, name, first[0]), `the editor refuses that \`${name}\``);
  }
}

/** Each wrong value is refused by one adapter, which can then be asked anew. */
async function checkWrong({ client: dap, request, close }: Transcript, command: Request, cases: Readonly<Record<string, Case>>, fine: object): Promise<void> {
  await dap.initializeRequest();
  const sentences = Object.entries(cases).flatMap(([name, { wrong }]) => wrong.map(([value, sentence]) => ({ name, value, sentence })));
  for (const { name, value } of sentences) await request(command, { request: command, ...fine, [name]: value });
  const refusals = (await close()).split("\n").filter((line) => line.startsWith("  refused: ")).map((line) => line.slice(11));
  assert.deepEqual(refusals, sentences.map(({ sentence }) => sentence));
}

async function say(transcript: Transcript, begin: () => Promise<void>, lines: readonly number[], file: string): Promise<string> {
  await begin();
  const { body } = await transcript.client.setBreakpointsRequest({ source: { path: file }, breakpoints: lines.map((line) => ({ line })) });
  for (const { message } of body.breakpoints) transcript.note(message ?? "verified");
  await transcript.request("configurationDone");
  await transcript.until("terminated");
  return transcript.close();
}

/** Continues wherever something stops. */
function goOn({ client: dap, request, note }: Transcript): void {
  dap.on("stopped", ({ body: { threadId = 0 } }: { readonly body: { readonly threadId?: number } }) => {
    void dap.stackTraceRequest({ threadId }).then(({ body: { stackFrames: [frame] } }) => {
      note(`at line ${frame?.line}`);
      return request("continue", { threadId });
    });
  });
}

const matches = (pattern: RegExp) => (said: string): boolean => pattern.test(said);
const lacks = (pattern: RegExp) => (said: string): boolean => !pattern.test(said);
const mustBe = (name: string, expected: string): string => `the launch attribute \`${name}\` must be ${expected}`;
const text = (name: string, expected: string): readonly (readonly [unknown, string])[] => [[7, mustBe(name, expected)], ["", mustBe(name, expected)]];

const general = {
  event: {
    value: { data: { n: 7 } }, shows: matches(/"n":7/),
    wrong: [[7, mustBe("event", "an event object or a path to a JSON file")], ["none.json", "the event file `none.json` cannot be read: correct the path in `event`"]],
  },
  stopOnEntry: { value: false, shows: lacks(/stopped 1 \(entry\)/), wrong: [["yes", mustBe("stopOnEntry", "`true` or `false`")]] },
  clock: { value: "real", shows: lacks(/» clock/), wrong: [["fast", mustBe("clock", '`"virtual"` or `"real"`')]] },
  follow: { value: "none", shows: lacks(/▷ other/), wrong: [["some", mustBe("follow", '`"all"` or `"none"`')]] },
  mocks: { value: { mocked: 5 }, shows: matches(/given 5/), wrong: [[[1], mustBe("mocks", 'an object from step ids to outputs, or to `{ "error": "…" }`')]] },
  faults: {
    value: { faulty: [1] }, shows: matches(/step\.run "faulty" failed, attempt 1: Error: attempt 1 fails on purpose/),
    wrong: [[{ faulty: 0 }, mustBe("faults", 'an object from step ids to the attempts that fail: `1`, `[1, 2]` or `"always"`')]],
  },
} satisfies Readonly<Record<string, Case>>;

const source = (mark: string): string => `${mark}${client}
export const other = ${toFunction("v4", 'id: "other"', "app/other", "async () => 1")}
export const main = ${toFunction("v4", 'id: "main"', "app/main", `async ({ event, step }) => {
  await step.run("look", () => { console.log(JSON.stringify({ mark: typeof mark, n: event.data.n, cwd: process.cwd().slice(-4), env: process.env.FROM_ENV, gone: process.env.GONE, file: process.env.FROM_FILE, wrapped: process.env.WRAPPED })); });
  const given = await step.run("mocked", () => 4);
  await step.run("faulty", () => "given " + given);
  await step.run("connect", async () => { await fetch("http://127.0.0.1:3/").catch((error) => { console.log("network: " + (error.cause ?? error).message); }); });
  await step.sendEvent("tell", { name: "app/other" });
  await step.sleep("nap", "1s");
  return "given " + given;
}`)}
export const functions = [main, other];
`;

test("launch: each attribute makes its difference, and a wrong one is refused in one sentence", { timeout: 300_000 }, async (t) => {
  const folder = createProject(t, {
    "fn.ts": source('import { mark } from "@mark";\n'), "a/mark.ts": 'export const mark = "a";\n', "b/mark.ts": "export const mark = 1;\n",
    "tsconfig.json": '{ "compilerOptions": { "paths": { "@mark": ["./a/mark.ts"] } } }', "other.tsconfig.json": '{ "compilerOptions": { "paths": { "@mark": ["./b/mark.ts"] } } }',
    ".env": "GONE=usual\nFROM_FILE=usual\n", "other.env": "FROM_FILE=other\nGONE=other\n", "work/keep": "", "node.sh": `#!/bin/sh\nWRAPPED=yes exec "${process.execPath}" "$@"\n`,
    "broken.inngest-run": "{",
  });
  chmodSync(path.join(folder, "node.sh"), 0o755);
  const program = path.join(folder, "fn.ts");
  const at = (name: string): string => path.join(folder, name);
  const missing = (name: string): readonly [unknown, string] => ["none", `the file \`none\` of \`${name}\` cannot be read: correct the path or remove \`${name}\``];
  const canWrap = process.platform !== "win32";
  const cases: Readonly<Record<string, Case>> = {
    ...general,
    program: { value: program, shows: matches(/▷ main/), wrong: [...text("program", "a path"), ["none.ts", "`none.ts` does not exist: set `program` to the file that holds the Inngest function"]] },
    function: { value: "main", shows: matches(/▷ main/), wrong: [...text("function", "a function id"), ["none", "there is no function `none` in <folder>/fn.ts; it has `other`, `main`"]] },
    network: { value: "deny", shows: matches(/network: this run may not use the network/), wrong: [["never", mustBe("network", '`"allow"`, `"ask"` or `"deny"`')]] },
    cwd: { value: at("work"), shows: matches(/"cwd":"work"/), wrong: [...text("cwd", "a path"), [at("none"), "the folder `<folder>/none` of `cwd` does not exist"]] },
    env: { value: { FROM_ENV: "given", GONE: null }, shows: matches(/"env":"given",(?!"gone)/), wrong: [[{ A: 1 }, mustBe("env", "an object of strings")], [["A=1"], mustBe("env", "an object of strings")]] },
    envFile: { value: at("other.env"), shows: matches(/"file":"other"/), wrong: [...text("envFile", "a path"), missing("envFile")] },
    tsconfig: { value: at("other.tsconfig.json"), shows: matches(/"mark":"number"/), wrong: [...text("tsconfig", "a path"), missing("tsconfig")] },
    record: { value: at("runs/kept.inngest-run"), shows: () => existsSync(at("runs/kept.inngest-run")), wrong: text("record", "the path of a file to write") },
    runtimeExecutable: {
      value: canWrap ? at("node.sh") : process.execPath, shows: canWrap ? matches(/"wrapped":"yes"/) : matches(/given 5/),
      wrong: [...text("runtimeExecutable", "the path of a Node executable"), [at("none"), "<folder>/none does not start as Node.js (ENOENT); correct `runtimeExecutable`"]],
    },
    javascript: { value: "pwa-node", shows: matches(/the JavaScript debugger stops here/), wrong: [[7, mustBe("javascript", "`true`, `false` or the type of a debug configuration")]] },
    // In a session of its own, below.
    recording: { value: at("runs/kept.inngest-run"), shows: matches(/given 5/), wrong: [...text("recording", "the path of a recording"), missing("recording"), [at("broken.inngest-run"), "broken.inngest-run is not a recording: it is not JSON"]] },
  };
  checkNames("launch", cases, launchAttributes);
  const debug = async (given: object): Promise<string> => {
    const transcript = await startTranscript(t, folder);
    goOn(transcript);
    transcript.refuse("startDebugging", "none here");
    return say(transcript, async () => {
      await transcript.client.initializeRequest({ adapterID: "inngest", supportsStartDebuggingRequest: true });
      const { success } = await transcript.request("launch", given);
      assert.ok(success);
      await transcript.until("initialized");
    }, [13], program);
  };
  const { recording, ...together } = Object.fromEntries(Object.entries(cases).map(([name, { value }]) => [name, value]));
  const least = await debug({ program, function: "main" });
  for (const [name, { shows }] of Object.entries(cases)) if (name !== "program" && name !== "function") assert.equal(shows(least), false, `without \`${name}\`:\n${least}`);
  const all = await debug(together);
  for (const [name, { shows }] of Object.entries(cases)) assert.equal(shows(all), true, `with \`${name}\`:\n${all}`);
  assert.match(await debug({ recording }), /✓ main .* completed: "given 5"/);
  await checkWrong(await startTranscript(t, folder), "launch", cases, { program, function: "main" });
});

test("attach: each attribute makes its difference, and a wrong one is refused in one sentence", { timeout: 300_000 }, async (t) => {
  const devServer = `http://127.0.0.1:${await findFreePort()}`;
  const app = await startHttpApp({ sdk: "v4", source: source("const mark = 1;\n"), isBegun: false, env: { INNGEST_DEV: devServer } });
  t.after(() => app.stop());
  const record = path.join(app.folder, "kept.inngest-run");
  const { event, ...others } = general;
  const cases: Readonly<Record<string, Case>> = {
    ...others,
    url: {
      value: app.url, shows: matches(/▷ main/),
      wrong: [[7, mustBe("url", 'the address of a `serve()` endpoint, such as "http://localhost:3000/api/inngest"')], ["ftp://x", '`url` must be the address of a `serve()` endpoint, such as "http://localhost:3000/api/inngest", not `ftp://x`']],
    },
    devServer: {
      value: devServer, shows: matches(/▷ main/),
      wrong: [[7, mustBe("devServer", 'the address that the app has in `INNGEST_DEV`, such as "http://127.0.0.1:8288"')], ["http://example.com", '`devServer` must be an address of this machine, such as "http://127.0.0.1:8288", not `http://example.com`']],
    },
    function: { value: "main", shows: matches(/▷ main/), wrong: [...text("function", "a function id"), ["none", `there is no function \`none\` in the app at ${app.url}; it has \`main\`, \`other\``]] },
    // The app prints where it was started; here its result says it.
    event: { ...event, value: { data: { n: 7 } }, shows: () => /"n":7/.test(app.output()) },
    // Where the steps are found as text.
    cwd: { value: app.folder, shows: matches(/at line 7/), wrong: [...text("cwd", "a path"), [path.join(app.folder, "none"), "the folder `<folder>/none` of `cwd` does not exist"]] },
    record: { value: record, shows: () => existsSync(record), wrong: text("record", "the path of a file to write") },
  };
  checkNames("attach", cases, attachAttributes);
  const debug = async (given: object): Promise<string> => {
    const transcript = await startTranscript(t, app.folder);
    goOn(transcript);
    return say(transcript, async () => {
      await transcript.client.initializeRequest({ adapterID: "inngest" });
      await Promise.all([transcript.client.attachRequest({ request: "attach", ...given } as never), transcript.until("initialized")]);
    }, [], path.join(app.folder, "functions.ts"));
  };
  const needed = { url: app.url, devServer, function: "main", cwd: createProject(t, { "serves.ts": 'import { Inngest } from "inngest";\nimport { serve } from "inngest/node";\nexport default serve({ client: new Inngest({ id: "app" }), functions: [] });\n' }, "none") };
  const least = await debug(needed);
  for (const [name, { shows }] of Object.entries(cases)) if (!["url", "devServer", "function"].includes(name)) assert.equal(shows(least), false, `without \`${name}\`:\n${least}`);
  const all = await debug({ ...Object.fromEntries(Object.entries(cases).map(([name, { value }]) => [name, value])), stopOnEntry: true });
  for (const [name, { shows }] of Object.entries(cases)) if (name !== "stopOnEntry") assert.equal(shows(all), true, `with \`${name}\`:\n${all}`);
  const running = await debug({ ...needed, stopOnEntry: false });
  assert.ok(general.stopOnEntry.shows(running));
  await checkWrong(await startTranscript(t, app.folder), "attach", cases, needed);
});
