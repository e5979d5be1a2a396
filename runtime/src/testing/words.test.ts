/** That nothing is without a test: each word of the wire protocol, each path that is answered, each thing that the official server was seen to do. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { createEndpointRoutes } from "../api/endpoint-routes.ts";
import { createLocalRoutes } from "../api/local-routes.ts";
import { createRestV1 } from "../api/rest-v1.ts";
import { createRestV2 } from "../api/rest-v2.ts";
import type { Route } from "../api/routes.ts";
import { createSdkRoutes } from "../api/sdk-routes.ts";
import { opcodeTests, replyTests, type Arising, type NamedTest } from "./words.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const versions = { 3: "onboarding-v3", 4: "onboarding" } as const;

async function checkNamed(tests: readonly NamedTest[]): Promise<void> {
  for (const [file, title] of tests) assert.ok((await readFile(path.join(root, file), "utf8")).includes(title), `${file} has no test "${title}"`);
}

test("every opcode that an SDK has stands in the table, with a test", async () => {
  for (const [version, example] of Object.entries(versions)) {
    const source = await readFile(path.join(root, "examples", example, "node_modules/inngest/types.js"), "utf8");
    const own = [...source.matchAll(/StepOpCode\$1\["\w+"\] = "(\w+)"/g)].map(([, opcode = ""]) => opcode);
    assert.ok(own.length > 12, own.join(" "));
    for (const opcode of own) assert.ok(opcode in opcodeTests, `${opcode} of SDK v${version} has no test`);
    // A word that a version does not have is none of its tests'.
    for (const [opcode, tests] of Object.entries(opcodeTests)) if (!own.includes(opcode)) assert.equal(tests[version === "3" ? 3 : 4], "none", `${opcode}, v${version}`);
  }
  const named = (arising: Arising): readonly NamedTest[] => (typeof arising === "string" ? [] : [arising]);
  await checkNamed([...Object.values(opcodeTests), ...Object.values(replyTests)].flatMap(({ 3: three, 4: four }) => [...named(three), ...named(four)]));
});

const paths = "runtime/src/api/sdk-paths.test.ts";
const endpoints = "runtime/src/api/endpoint-routes.test.ts";
/** Paths that the transcript of the REST API leaves to others: where a request and its answer are told. */
const pathTests: Readonly<Record<string, NamedTest>> = {
  "/v1/realtime/token": ["runtime/src/realtime/realtime.test.ts", "/v1/realtime/token"],
  "/v1/realtime/connect": ["runtime/src/realtime/realtime.test.ts", "/v1/realtime/connect"],
  "/v1/realtime/publish": ["runtime/src/realtime/realtime.test.ts", "/v1/realtime/publish"],
  "/v1/realtime/sse": ["runtime/src/session/endpoints.test.ts", "sse"],
  "/v1/realtime/publish/tee": [paths, "/v1/realtime/publish/tee"],
  "/v1/traces/userland": [paths, "/v1/traces/userland"],
  "/v2/sandboxes/*": [paths, "/v2/sandboxes/:x"],
  "/v2/snapshots/*": [paths, "/v2/snapshots/:x"],
  "/v1/runs/:run/metadata": [paths, "/v1/runs/:x/metadata"],
  "/e/:key": ["runtime/src/api/event-api.test.ts", "answers the ids of what it takes, in order"],
  "/e": ["runtime/src/api/event-api.test.ts", "other requests have an answer of their own"],
  "/v1/checkpoint/:run/async": ["runtime/src/session/serve-protocol.test.ts", "a call whose run was cancelled gives up at its next checkpoint: 409"],
  "/v1/checkpoint": [endpoints, "a run that is begun twice, because an answer was lost, is one"],
  "/v1/checkpoint/:run/steps": [endpoints, "a run that was cancelled takes no further steps"],
  "/v1/http/runs/:run/output": [endpoints, "/v1/http/runs/"],
  "/v1/checkpoint/:run/output": [endpoints, "the output is the endpoint's response"],
};

function allRoutes(): readonly Route[] {
  const options = {} as never;
  return [createSdkRoutes(options), createEndpointRoutes(options), createRestV1(options), createRestV2(options), createLocalRoutes(options)].flat();
}

test("every path that is answered is asked in a test, by each of its methods", async () => {
  const transcript = await readFile(path.join(root, "runtime/src/api/rest-transcript.txt"), "utf8");
  const asked = [...transcript.replaceAll(/<\S[^<>\n]*>/g, "ID").matchAll(/^> ([A-Z]+) (?:\/api(?=\/v2))?([^ ?\n]*)/gm)].map(([, method, written = ""]) => `${method} ${written}`);
  for (const { path: written, answers } of allRoutes()) {
    if (written in pathTests) continue;
    const pattern = new RegExp(`^${written.replace(/^\/api/, "").replaceAll(/:\w+/g, "[^/]+")}$`);
    for (const method of Object.keys(answers)) assert.ok(asked.some((each) => each.startsWith(`${method} `) && pattern.test(each.slice(method.length + 1))), `${method} ${written} is asked nowhere`);
  }
  for (const written of Object.keys(pathTests)) assert.ok(allRoutes().some(({ path: own }) => own === written), `${written} is no path`);
  await checkNamed(Object.values(pathTests));
});

const events = "runtime/src/api/event-api.test.ts";
const seen = "runtime/src/testing/observed.test.ts";
const table = "runtime/src/testing/event-limits.ts";
/** What the official server was seen to do, each with its test. */
const observed: Readonly<Record<string, NamedTest>> = {
  "a reply is { ids, status, error? } as text": [events, "answers the ids of what it takes, in order"],
  "any key works": [events, "any key will do"],
  "/e/ without a key redirects, other methods are refused, OPTIONS answers, packed bodies are refused": [events, "other requests have an answer of their own"],
  "a name that is missing, empty or null": [events, "event name is empty"],
  "a name of Inngest's own, in any case": [events, "Inngest/mine"],
  "names that are long or odd are taken": [events, "takes what is as large as it may be"],
  "a long name and a large event are cautioned against": [events, "what the cloud may not take is taken, and said once"],
  "data that is no object": [events, "must be an object, not an array"],
  "data that is missing or null": [events, "no data is null"],
  "data._inngest is stripped": [events, "`data._inngest` is not for users"],
  "of a key that stands twice the last wins; numbers are doubles": [events, "of a key that stands twice the last counts, and numbers are doubles"],
  "an event has at most 3,145,728 bytes": [table, "size of an event"],
  "two events of 2 MiB in one request pass": [events, "takes what is as large as it may be"],
  "a request has at most 5,000 events": [table, "events of a request"],
  "one bad event refuses the request, by its index": [events, "event at index 1 of 2; none was sent"],
  "nothing sent is an empty list": [events, "nothing sent is an empty list"],
  "ts that is no whole number": [events, "whole number of milliseconds"],
  "ts before 1980 or after 2100": [events, "timestamp is before Jan 1, 1980"],
  "a ts to come delays the run": [events, "a time to come delays the run"],
  "an id that came before starts nothing": [events, "an event with an id that was sent before has an id of its own, and starts nothing"],
  "an id starts a function once in 24 hours, also after the first has ended": [seen, "an event's own id starts a function once in 24 hours"],
  "a seed that comes again gives the same ids and one run; one that is none is passed over": [events, "a seed gives its ids, and the same request again starts nothing"],
  "the table of retries, and its jitter": [seen, "wait 15 s, 30 s, 1 m, 2 m"],
  "throttle of 1 per 2 s": [seen, "throttle of 1 per 2 s lets one run begin each 2 s"],
  "throttle with a burst": [seen, "throttle with a burst of 3 lets four begin at once"],
  "rateLimit of 2 per 5 s": [seen, "rateLimit of 2 per 5 s lets one of six pass"],
  "debounce takes the last event": [seen, "debounce of 2 s begins 2 s after the last event, with that event"],
  "a wait leaves out what came before, every waiter is resumed, 5 is not \"5\"": [seen, "a wait leaves out what came before it; every run that waits for an event is resumed by it"],
  "cancelOn before the run starts": [seen, "cancelOn cancels no run that does not exist yet"],
  "a wildcard matches over dots": [seen, "a wildcard matches everything after it"],
  "a step output of 4.1 MiB fails the run": [seen, "a step output of 4.1 MiB fails the run"],
};

test("everything that the official server was seen to do has its test", () => checkNamed(Object.values(observed)));
