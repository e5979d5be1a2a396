/** The REST API as the official server documents it, asked over HTTP and in-process alike: one golden transcript. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { openDoor } from "../door/door.ts";
import { withResolvers } from "../executor/live-run.ts";
import type { JsonValue } from "../executor/model.ts";
import type { SdkApi } from "../executor/ports.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import { createApi } from "./api.ts";
import { inTime } from "./routes.ts";

interface Answered {
  readonly status: number;
  readonly body: JsonValue;
}

type Ask = (method: string, path: string, body?: JsonValue) => Promise<Answered>;

const doors: Readonly<Record<string, (api: SdkApi) => Promise<{ readonly ask: Ask; readonly close: () => Promise<void> }>>> = {
  "in-process": async (api) => ({ ask: (method, asked, body) => inTime(() => api({ method, path: asked, headers: {}, body, call: undefined })), close: async () => undefined }),
  "over HTTP": async (api) => {
    const door = await openDoor({ host: "127.0.0.1", port: 0, origins: () => new Set(), answer: (asked) => api({ ...asked, call: undefined }) });
    return {
      close: door.close,
      ask: async (method, asked, body) => {
        const response = await fetch(door.origin + asked, { method, redirect: "manual", ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
        const text = await response.text();
        return { status: response.status, body: text === "" ? null : JSON.parse(text) as JsonValue };
      },
    };
  },
};

const file = path.join(import.meta.dirname, "rest-transcript.txt");

async function tell(open: (typeof doors)[string]): Promise<string> {
  const store = createMemoryStore();
  let waiting = withResolvers<undefined>();
  const { executor, worker, clock } = createEngineFixture([
    { id: "work", on: ["app/work"], handler: async ({ step, event }) => {
      const doubled = await step.run("double", () => (event.data as { readonly n: number }).n * 2);
      await step.sleep("nap", "1m");
      await step.sendEvent("tell", { name: "app/told", data: {} });
      return await step.run("add", () => (doubled as number) + 1);
    } },
    { id: "fails", on: ["app/fail"], retries: 0, handler: ({ step }) => step.run("bad", () => { throw new TypeError("broken"); }) },
    { id: "waits", on: ["app/wait"], handler: ({ step }) => step.waitForSignal("answer", { signal: "go", timeout: "1h", conflict: "fail" }) },
    { id: "daily", triggers: [{ kind: "cron", cron: "0 0 * * *" }], handler: () => null },
  ], { journal: store, onEvent: ({ type }) => { if (type === "runWaiting") waiting.resolve(undefined); } });
  const { ask, close } = await open(createApi({ executor, functions: () => worker.functions, now: clock.now, machineNow: clock.now, store }));
  const names = new Map<string, string>();
  const masked = (text: string): string => text.replaceAll(/\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g, (id) => names.get(id) ?? id).replace(/"fetchedAt":"[^"]+"/, '"fetchedAt":"NOW"').replaceAll(/\b[\da-f]{40}\b/g, (hash) => `${hash.slice(0, 6)}…`);
  const lines: string[] = [];
  const say = async (method: string, asked: string, body?: JsonValue): Promise<JsonValue> => {
    const answer = await ask(method, asked, body);
    lines.push(masked(`> ${method} ${asked}${body === undefined ? "" : ` ${JSON.stringify(body)}`}`), masked(`< ${answer.status} ${JSON.stringify(answer.body)}`), "");
    return answer.body;
  };
  const title = (text: string): void => { lines.push(`# ${text}`, ""); };
  /** Sends an event; its run, if any, and its id are named in the transcript from then on. */
  const send = async (name: string, event: JsonValue): Promise<{ readonly event: string; readonly run: string }> => {
    const { ids: [id = ""] } = (await ask("POST", "/e/key", event)).body as { ids: string[] };
    const run = executor.runs().at(-1)?.runId ?? "";
    names.set(id, `<event ${name}>`);
    if (!names.has(run)) names.set(run, `<run ${name}>`);
    return { event: id, run };
  };
  const unknown = "01JZ0000000000000000000000";
  names.set(unknown, "<unknown>");

  const work = await send("work", { name: "app/work", data: { n: 4 } });
  await executor.whenIdle();
  const told = executor.run(work.run)?.emitted[0]?.internalId ?? "";
  names.set(told, "<event told>");
  const fails = await send("fails", { name: "app/fail", data: {}, id: "own-id" });
  await executor.whenIdle();
  const release = clock.hold("gate");
  waiting = withResolvers();
  const open1 = await send("waits", { name: "app/wait", data: {} });
  await waiting.promise;
  const open2 = await send("other", { name: "app/other", data: {} });
  for (const { internalId, event } of store.events({})) if (!names.has(internalId)) names.set(internalId, `<event ${event.name}>`);

  title("Events");
  await say("GET", "/v1/events?name=app/work");
  await say("GET", "/v1/events?limit=2&name=app/told");
  await say("GET", `/v1/events?limit=1&name=app/fail&cursor=${open1.event}`);
  await say("GET", "/v1/events?received_after=2099-01-01T00:00:00Z");
  await say("GET", "/v1/events?received_before=1999-01-01T00:00:00Z");
  await say("GET", "/v1/events?limit=0");
  await say("GET", "/v1/events?limit=1e9");
  await say("GET", "/v1/events?received_after=yesterday");
  await say("GET", `/v1/events?cursor=${unknown}`);
  await say("DELETE", "/v1/events");
  await say("GET", `/v1/events/${fails.event}`);
  await say("GET", "/v1/events/own-id");
  await say("GET", `/v1/events/${work.event}/runs`);
  await say("GET", `/v1/events/${open2.event}/runs`);
  await say("GET", `/v1/events/${unknown}/runs`);
  title("Runs");
  await say("GET", `/v1/runs/${work.run}`);
  await say("GET", `/v1/runs/${fails.run}`);
  await say("GET", `/v1/runs/${open1.run}`);
  await say("GET", `/v1/runs/${unknown}`);
  await say("PUT", `/v1/runs/${work.run}`);
  await say("DELETE", `/v1/runs/${unknown}`);
  await say("DELETE", `/v1/runs/${work.run}`);
  title("Runs, version 2");
  await say("GET", `/v2/runs/${work.run}`);
  await say("GET", `/api/v2/runs/${work.run}?includeOutput=true`);
  await say("GET", `/v2/runs/${work.run}/trace`);
  await say("GET", `/v2/runs/${work.run}/trace?includeOutput=true`);
  await say("GET", `/v2/runs/${fails.run}/trace?includeOutput=true`);
  await say("GET", `/v2/runs/${open1.run}/trace`);
  await say("GET", `/v2/runs/${unknown}`);
  await say("GET", `/v2/events/${work.event}/runs`);
  await say("GET", `/v2/events/${work.event}/runs?limit=0`);
  await say("GET", `/v2/events/${work.event}/runs?cursor=${unknown}`);
  await say("GET", `/v2/events/${unknown}/runs`);
  title("Rerun, invoke, cancel");
  const again = async (runOf: string, name: string, body?: JsonValue): Promise<string> => {
    const before = new Set(executor.runs().map(({ runId }) => runId));
    const answer = await ask("POST", `/v2/runs/${runOf}/rerun`, body);
    const run = executor.runs().find(({ runId }) => !before.has(runId))?.runId;
    if (run !== undefined) names.set(run, `<run ${name}>`);
    lines.push(masked(`> POST /v2/runs/${runOf}/rerun${body === undefined ? "" : ` ${JSON.stringify(body)}`}`), masked(`< ${answer.status} ${JSON.stringify(answer.body)}`), "");
    return run ?? "";
  };
  const rerun = await again(work.run, "rerun");
  const from = await again(work.run, "rerun from add", { fromStep: { stepId: "add", input: [1] } });
  await again(work.run, "none", { fromStep: { stepId: "nope" } });
  await again(unknown, "none");
  await Promise.all([rerun, from].map((run) => executor.whenEnded(run)));
  await say("GET", `/v1/runs/${from}`);
  await say("POST", "/v2/apps/app/functions/none/invoke", { data: {} });
  await say("POST", "/invoke/none", {});
  await say("POST", "/invoke/app-work", { data: [1] });
  await say("GET", "/invoke/app-work");
  await say("POST", `/v2/runs/${work.run}/cancel`);
  await say("POST", `/v2/runs/${unknown}/cancel`);
  title("Signals, and a run's state");
  await say("GET", `/v0/runs/${open1.run}/actions`);
  await say("GET", `/v0/runs/${open1.run}/batch`);
  await say("GET", `/v0/runs/${work.run}/actions`);
  await say("GET", `/v0/runs/${unknown}/batch`);
  await say("POST", "/v1/signals", { signal: "nobody" });
  await say("POST", "/v1/signals", {});
  await say("POST", "/v1/signals", [1]);
  await say("GET", "/v1/signals");
  await say("POST", "/v1/signals", { signal: "go", data: { yes: true } });
  release();
  await executor.whenIdle();
  await say("GET", `/v1/runs/${open1.run}`);
  title("The server");
  await say("GET", "/health");
  await say("GET", "/v2/health");
  await say("GET", "/dev");
  await say("POST", "/fn/register", {});
  await say("GET", "/fn/register");
  await say("GET", "/e/key");
  await say("GET", "/v1/nothing");
  await close();
  return lines.join("\n");
}

for (const [name, open] of Object.entries(doors)) {
  test(name, async () => {
    const told = await tell(open);
    if (process.env["UPDATE"] === "1") await writeFile(file, told);
    assert.deepEqual(told.split("\n"), (await readFile(file, "utf8")).split("\n"));
  });
}
