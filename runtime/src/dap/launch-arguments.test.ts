import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { DebugError } from "./errors.ts";
import { UsageError } from "../session/choose.ts";
import { readLaunchArguments } from "./launch-arguments.ts";

const folder = mkdtempSync(path.join(tmpdir(), "launch-arguments-"));
after(() => { rmSync(folder, { recursive: true, force: true }); });
const program = path.join(folder, "fn.ts");
writeFileSync(program, "");
writeFileSync(path.join(folder, "package.json"), "{}");
writeFileSync(path.join(folder, "good.json"), '\ufeff{ "name": "app/a", "data": { "id": 1 } }');
mkdirSync(path.join(folder, ".inngest", "events"), { recursive: true });
writeFileSync(path.join(folder, ".inngest", "events", "signup.json"), '{ "name": "app/a", "data": { "id": 1 } }');
writeFileSync(path.join(folder, "bad.json"), '{ "name": ');

/** The sentence that a launch with these attributes fails with, the fixture folder masked. */
function sentence(given: unknown): string {
  try {
    readLaunchArguments(given);
  } catch (error) {
    assert.ok(error instanceof DebugError || error instanceof UsageError, String(error));
    return error.message.replaceAll(folder, "<folder>");
  }
  return "no error";
}

test("defaults", () => {
  assert.deepEqual(readLaunchArguments({ type: "inngest", request: "launch", name: "x", __sessionId: "1", program }), {
    program, attach: undefined, function: undefined, event: undefined, stopOnEntry: true, clock: "virtual", network: "allow", asksNetwork: false, follow: "all",
    cwd: folder, env: {}, envFile: undefined, tsconfig: undefined, runtimeExecutable: undefined, recording: undefined, record: undefined, javascript: undefined, mocks: {}, faults: {}, injects: false, noDebug: false,
  });
});

test("mocks and faults", () => {
  const { mocks, faults, injects } = readLaunchArguments({ program, mocks: { charge: null }, faults: { mail: 1, call: [1, 2], all: "always" } });
  assert.deepEqual([mocks, faults, injects], [{ charge: null }, { mail: 1, call: [1, 2], all: "always" }, true]);
});

test("a JavaScript debugger joins where a client says that it has one, or a configuration names its type", () => {
  const breakpoints = [{ path: program, line: 3 }];
  assert.deepEqual(readLaunchArguments({ program, __javascript: { breakpoints } }).javascript, { by: "event", type: "node", breakpoints });
  assert.deepEqual(readLaunchArguments({ program, javascript: "pwa-node" }).javascript, { by: "request", type: "pwa-node", breakpoints: [] });
  for (const given of [{ javascript: false, __javascript: { breakpoints } }, { javascript: true }, { __javascript: "yes" }]) {
    assert.equal(readLaunchArguments({ program, ...given }).javascript, undefined);
  }
});

test("an event is an object, a file, a saved event or JSON text", () => {
  const event = { name: "app/a", data: { id: 1 } };
  assert.deepEqual(readLaunchArguments({ program, event }).event, { value: event, place: "`event`" });
  assert.deepEqual(readLaunchArguments({ program, event: "good.json" }).event, { value: event, place: "good.json" });
  assert.deepEqual(readLaunchArguments({ program, event: "signup" }).event, { value: event, place: path.join(".inngest", "events", "signup.json") });
  assert.deepEqual(readLaunchArguments({ program, event: JSON.stringify(event) }).event, { value: event, place: "`event`" });
});

test("each mistake is one sentence that names the attribute and the fix", () => {
  const sentences = {
    nothing: sentence(undefined),
    array: sentence([]),
    noFile: sentence({ program: "nowhere.ts" }),
    attach: sentence({ request: "attach", program }).split(",")[0],
    other: sentence({ request: "join", program }),
    noUrl: sentence({ request: "attach" }),
    url: sentence({ request: "attach", url: "ftp://x" }),
    devServer: sentence({ request: "attach", url: "localhost:3000/api/inngest", devServer: "http://example.com:8288" }),
    misplaced: sentence({ program, url: "http://localhost:3000" }),
    slip: sentence({ program, evnt: {} }),
    stranger: sentence({ program, banana: true }).slice(0, 40),
    later: sentence({ program, run: "x" }),
    mocks: sentence({ program, mocks: [1] }),
    faults: ["1", 0, [1.5], "sometimes"].map((charge) => sentence({ program, faults: { charge } })),
    clock: sentence({ program, clock: "fast" }),
    env: sentence({ program, env: { A: 1 } }),
    cwd: sentence({ program, cwd: path.join(folder, "none") }),
    envFile: sentence({ program, envFile: ".env.none" }),
    nul: [{ program: "a\0" }, { program, cwd: "\0" }, { program, env: { A: "\0" } }, { program, env: { "A=B": "" } }, { program, runtimeExecutable: "\0" }, { program, event: "\0" }].map((given) => sentence(given)),
    lists: [{ program, event: [] }, { program, faults: [] }].map((given) => sentence(given)),
    record: sentence({ program, record: folder }),
    password: sentence({ request: "attach", url: "http://me:secret@localhost:3000/api/inngest" }),
    endless: sentence({ program, event: process.platform === "win32" ? folder : "/dev/zero" }).replace(/`\/dev\/zero`|`<folder>`/, "<endless>"),
    eventFile: sentence({ program, event: "none.json" }),
    eventText: sentence({ program, event: "{ name" }).split(": ")[0],
    eventJson: sentence({ program, event: "bad.json" }).split(": ")[0],
  };
  assert.deepEqual(sentences, {
    nothing: "no file to run: set `program` to the file that holds the Inngest function",
    array: "no file to run: set `program` to the file that holds the Inngest function",
    noFile: "`nowhere.ts` does not exist: set `program` to the file that holds the Inngest function",
    attach: "there is no launch attribute `program`; known are `url`",
    other: '`request` must be `"launch"` or `"attach"`',
    noUrl: 'no app to attach to: set `url` to the address of its `serve()`, such as "http://localhost:3000/api/inngest"',
    url: '`url` must be the address of a `serve()` endpoint, such as "http://localhost:3000/api/inngest", not `ftp://x`',
    devServer: '`devServer` must be an address of this machine, such as "http://127.0.0.1:8288", not `http://example.com:8288`',
    misplaced: '`url` belongs to `"request": "attach"`, for an app that runs by itself',
    slip: "there is no launch attribute `evnt`: did you mean `event`?",
    stranger: "there is no launch attribute `banana`; k",
    later: "a run that has been is gone on with from its recording: set `recording` in place of `run`; *Inngest: Debug Run from Server…* takes one over from the Dev Server or Inngest Cloud",
    mocks: 'the launch attribute `mocks` must be an object from step ids to outputs, or to `{ "error": "…" }`',
    faults: Array.from({ length: 4 }, () => 'the launch attribute `faults` must be an object from step ids to the attempts that fail: `1`, `[1, 2]` or `"always"`'),
    clock: 'the launch attribute `clock` must be `"virtual"` or `"real"`',
    env: "the launch attribute `env` must be an object of strings",
    cwd: "the folder `<folder>/none` of `cwd` does not exist",
    envFile: "the file `.env.none` of `envFile` cannot be read: correct the path or remove `envFile`",
    nul: [
      "the launch attribute `program` must be a path", "the launch attribute `cwd` must be a path", "the launch attribute `env` must be an object of strings", "the launch attribute `env` must be an object of strings",
      "the launch attribute `runtimeExecutable` must be the path of a Node executable", "the launch attribute `event` must be an event object or a path to a JSON file",
    ],
    lists: ["the launch attribute `event` must be an event object or a path to a JSON file", 'the launch attribute `faults` must be an object from step ids to the attempts that fail: `1`, `[1, 2]` or `"always"`'],
    record: "the launch attribute `record` must be the path of a file to write",
    password: "`url` holds a user or a password, which would be shown and kept: let the app answer its `serve()` without one on this machine",
    endless: "the event file <endless> cannot be read: correct the path in `event`",
    eventFile: "the event file `none.json` cannot be read: correct the path in `event`",
    eventText: "`event`:1:3",
    eventJson: "bad.json:1:11",
  });
});
