import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { callRequest, createFunction, createProject, drive, sdkVersions, startHarness, type Harness, type Project, type SdkVersion } from "./testing/project.ts";

const hash = (id: string): string => createHash("sha1").update(id).digest("hex");

const source = (sdk: SdkVersion): string => `
import { Inngest, NonRetriableError, step as imported } from "inngest";
const inngest = new Inngest({ id: "app" });
console.log("loading");
export const main = ${createFunction(sdk, 'id: "main", name: "Main function", retries: 2, onFailure: async () => {}', `async ({ event, step }) => {
  console.log("top", event.data.user);
  const a = await step.run("a", async () => { console.log("in a"); return { n: 1 }; });
  console.log("between", a.n);
  const sent = await step.sendEvent("send", [{ name: "app/one", data: { n: a.n } }, { name: "app/two" }]);
  for (const n of [1, 2]) await step.run("loop", (x) => x * n, 10);
  await step.sleep("nap", "1h");
  console.log("end");
  return sent.ids;
}`)};
const others = { two: ${createFunction(sdk, 'id: "two"', "async ({ step }) => Promise.all([step.run(\"left\", () => 1), step.run({ id: \"right\", name: \"Right one\" }, () => 2)])", '{ event: "app/*", if: "event.data.n > 1" }')} };
export const list = [${createFunction(sdk, 'id: "three"', 'async () => { throw new NonRetriableError("never"); }', '{ cron: "0 * * * *" }')}];
export const passes = ${createFunction(sdk, 'id: "passes"', `async ({ step }) => {
  seen.push(told.isNew());
  await step.run("a", function body() { seen.push(told.isNew() ? "body" : "no"); });
  seen.push(told.isNew());
  return [...seen, ...[...told.bodies].filter(([key]) => key.startsWith("passes/")).map(([key, body]) => key + " " + body.name)];
}`)};
async function helper() {
  return await imported.sendEvent("from-helper", { name: "app/helped" });
}
export const helped = ${createFunction(sdk, 'id: "helped"', "helper")};
const seen: unknown[] = [];
const told = (globalThis as any)[Symbol.for("stepwise.debugger")];
export { others };
`;

for (const sdk of sdkVersions) {
  describe(`worker on SDK ${sdk}`, () => {
    let project: Project;
    let harness: Harness;
    before(async () => {
      project = await createProject({ sdk, files: { "src/functions.ts": source(sdk) } });
      harness = await startHarness({ program: project.path("src/functions.ts"), cwd: project.folder });
    });
    after(async () => {
      await harness.worker.dispose();
      await project.dispose();
    });

    test("states the configuration of every function", () => {
      const configs = Object.fromEntries(harness.worker.functions.map(({ raw: _raw, ...config }) => [config.id, config]));
      assert.deepEqual(configs, {
        "app-main": { id: "app-main", localId: "main", name: "Main function", retries: 2, triggers: [{ kind: "event", event: "app/start" }] },
        "app-main-failure": {
          id: "app-main-failure", localId: "main-failure", name: "Main function (failure)", retries: 1,
          triggers: [{ kind: "event", event: "inngest/function.failed", expression: "event.data.function_id == 'app-main'" }],
        },
        "app-two": { id: "app-two", localId: "two", name: "two", retries: 4, triggers: [{ kind: "event", event: "app/*", expression: "event.data.n > 1" }] },
        "app-passes": { id: "app-passes", localId: "passes", name: "passes", retries: 4, triggers: [{ kind: "event", event: "app/start" }] },
        "app-helped": { id: "app-helped", localId: "helped", name: "helped", retries: 4, triggers: [{ kind: "event", event: "app/start" }] },
        "app-three": { id: "app-three", localId: "three", name: "three", retries: 4, triggers: [{ kind: "cron", cron: "0 * * * *" }] },
      });
      assert.match(harness.worker.sdkVersions.join(), sdk === "v4" ? /^4\./ : /^3\./);
    });

    for (const plan of [true, false]) {
      test(`runs steps and answers the event API, ${plan ? "each step planned first" : "lone steps at once"}`, async () => {
        harness.api.length = 0;
        const { last, reported } = await drive(harness.worker, "app-main", { plan, runId: `run-${plan}` });
        assert.equal(last.status, 200);
        assert.equal((last.body as string[]).length, 2);
        const run = (name: string) => plan ? [`StepPlanned ${name}`, `StepRun ${name}`] : [`StepRun ${name}`];
        assert.deepEqual(reported, [...run("a"), ...run("send"), ...run("loop"), ...run("loop"), "Sleep nap"]);
        const [request, ...more] = harness.api;
        assert.deepEqual(more, []);
        assert.equal(request?.method, "POST");
        assert.equal(request.path, "/e/local");
        assert.deepEqual(request.call, { callId: request.call?.callId, runId: `run-${plan}`, stepId: hash("send") });
        assert.match(request.headers["x-inngest-event-id-seed"] ?? "", /^\d+,.+/);
        assert.deepEqual((request.body as { name: string }[]).map(({ name }) => name), ["app/one", "app/two"]);
      });
    }

    test("observes where a step stands and what it works on before it runs", async () => {
      const { responses } = await drive(harness.worker, "app-main", { runId: "observed" });
      const all = Object.assign({}, ...responses.map(({ observed }) => observed)) as typeof responses[0]["observed"];
      const lines = source(sdk).split("\n");
      const place = (call: string) => {
        const line = lines.findIndex((text) => text.includes(call));
        return { path: project.path("src/functions.ts"), line: line + 1, column: (lines[line] ?? "").indexOf(call) + "step.".length + 1 };
      };
      assert.deepEqual(all, {
        [hash("a")]: { callSite: place('step.run("a"') },
        [hash("send")]: { callSite: place('step.sendEvent("send"'), input: [{ name: "app/one", data: { n: 1 } }, { name: "app/two" }] },
        [hash("loop")]: { callSite: place('step.run("loop"'), input: [10] },
        [hash("loop:1")]: { callSite: place('step.run("loop"'), input: [10] },
        [hash("nap")]: { callSite: place('step.sleep("nap"') },
      });
      const planned = responses.find(({ body }) => JSON.stringify(body).includes('"StepPlanned","id":"' + hash("send")));
      assert.ok(planned?.observed[hash("send")]?.input, "the payload is known when the step is planned");
    });

    test("observes a step tool imported from the SDK and called in a helper", async () => {
      const { observed } = await harness.worker.call(callRequest("app-helped"), AbortSignal.timeout(120_000));
      const line = source(sdk).split("\n").findIndex((text) => text.includes("from-helper")) + 1;
      assert.equal(observed[hash("from-helper")]?.callSite?.line, line);
      assert.deepEqual(observed[hash("from-helper")]?.input, { name: "app/helped" });
    });

    test("reports parallel steps together, with their own names", async () => {
      const response = await harness.worker.call(callRequest("app-two"), AbortSignal.timeout(120_000));
      assert.deepEqual((response.body as { displayName: string }[]).map(({ displayName }) => displayName), ["left", "Right one"]);
      assert.deepEqual(Object.keys(response.observed), [hash("left"), hash("right")]);
    });

    for (const plan of [true, false]) {
      test(`shows each line once, attributed to its step, ${plan ? "planned" : "at once"}`, async () => {
        harness.output.length = 0;
        await drive(harness.worker, "app-main", { plan, runId: `output-${plan}` });
        const mine = harness.output.filter(({ runId }) => runId === `output-${plan}`);
        assert.deepEqual(mine.map(({ text, step }) => [text, step?.hashedId]), [["top u1\n", undefined], ["in a\n", hash("a")], ["between 1\n", undefined], ["end\n", undefined]]);
      });
    }

    test("tells a debugger what runs for the first time, and where step bodies are", async () => {
      const { last } = await drive(harness.worker, "app-passes", { runId: "passes" });
      assert.deepEqual(last.body, [true, false, "body", false, true, `passes/${hash("a")} body`]);
    });

    test("hands on a failure as the SDK states it", async () => {
      const tick = { name: "inngest/scheduled.timer", data: {}, id: "tick", ts: 1_700_000_000_000 };
      const response = await harness.worker.call(callRequest("app-three", { event: tick, events: [tick] }), AbortSignal.timeout(120_000));
      assert.equal(response.status, 400);
      assert.equal(response.headers["x-inngest-no-retry"], "true");
      assert.match(JSON.stringify(response.body), /functions\.ts:\d+:\d+/, "the stack names the user's source");
    });

    test("refuses a function that is not there, naming those that are", async () => {
      await assert.rejects(harness.worker.call(callRequest("app-nope"), AbortSignal.timeout(120_000)), /there is no function `app-nope`; the program has `app-main`, /);
    });

    test("gives up on a call when asked to", async () => {
      const reason = new Error("stopped");
      await assert.rejects(harness.worker.call(callRequest("app-main"), AbortSignal.abort(reason)), reason);
    });
  });
}
