/**
 * Generated functions on the real SDK, in each way to execute them: with a gate before each step (`plan`), with a call for
 * each step (`auto`) and with many steps in a call (`checkpoint`). What comes of them must be the same.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { createIds } from "../../../shared/inngest/event-id.ts";
import { createApi } from "../api/api.ts";
import { createVirtualClock } from "../clock/virtual-clock.ts";
import { createExecutor } from "../executor/executor.ts";
import type { JsonValue, RunState } from "../executor/model.ts";
import type { SdkApi } from "../executor/ports.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { createFunction, createProject, type Project, type SdkVersion } from "../worker/testing/project.ts";
import { startWorker, type WorkerHandle } from "../worker/worker.ts";
import { checkEndEvents, checkHashes, checkReplay } from "./check-history.ts";
import { testStart } from "./engine-fixture.ts";

/** A function's handler as data. Each call's id is its place; see `withIds`. */
type Node =
  | { readonly do: "run" | "ai"; readonly id?: string; readonly failures: number; readonly hopeless: boolean; readonly caught: boolean }
  | { readonly do: "send" | "wait"; readonly id?: string; readonly event: string; readonly count: number }
  | { readonly do: "sleep"; readonly id?: string; readonly duration: string }
  | { readonly do: "invoke"; readonly id?: string; readonly fails: boolean }
  | { readonly do: "loop"; readonly id?: string; readonly times: number }
  | { readonly do: "branch"; readonly id?: string; readonly then: readonly Node[]; readonly otherwise: readonly Node[] }
  | { readonly do: "all" | "settled"; readonly branches: readonly (readonly Node[])[] }
  | { readonly do: "throw"; readonly attempts: number };

const event = fc.constantFrom("made/one", "made/two");
const { sequence } = fc.letrec<{ node: Node; sequence: readonly Node[] }>((tie) => ({
  sequence: fc.array(tie("node"), { maxLength: 4 }),
  node: fc.oneof(
    { maxDepth: 2 },
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("run" as const, "ai" as const), failures: fc.nat(3), hopeless: fc.boolean(), caught: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("send" as const, "wait" as const), event, count: fc.integer({ min: 1, max: 2 }) }) },
    fc.record({ do: fc.constant("sleep" as const), duration: fc.constantFrom("1s", "2h") }),
    fc.record({ do: fc.constant("invoke" as const), fails: fc.boolean() }),
    fc.record({ do: fc.constant("loop" as const), times: fc.nat(3) }),
    fc.record({ do: fc.constant("branch" as const), then: tie("sequence"), otherwise: tie("sequence") }),
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("all" as const, "settled" as const), branches: fc.array(tie("sequence"), { maxLength: 3 }) }) },
    fc.record({ do: fc.constant("throw" as const), attempts: fc.nat(2) }),
  ),
}));

/**
 * Ids say where a call stands: `3` the fourth of a sequence, `3.1` the second branch of it, `3.1.0` the first call in there.
 * Branches do not throw by the attempt: steps beside them could not be found again.
 */
function withIds(nodes: readonly Node[], prefix = "", mayThrow = true): readonly Node[] {
  return nodes.filter((node) => mayThrow || node.do !== "throw").map((node, index) => {
    const id = `${prefix}${index}`;
    switch (node.do) {
      case "all": case "settled": return { ...node, branches: node.branches.map((branch, at) => withIds(branch, `${id}.${at}.`, false)) };
      case "branch": return { ...node, id, then: withIds(node.then, `${id}.0.`, mayThrow), otherwise: withIds(node.otherwise, `${id}.0.`, mayThrow) };
      case "throw": return node;
      default: return { ...node, id };
    }
  });
}

const interpreter = `
const tries = new Map();
const attemptOf = (key) => { const tried = tries.get(key) ?? 0; tries.set(key, tried + 1); return tried; };
// No jitter: which of two steps is tried again first is the same in each mode.
const again = (id) => new sdk.RetryAfterError("again " + id, ([...id].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 977, 7) + 1) * 1000);
async function perform(nodes, context) {
  const results = [];
  for (const node of nodes) results.push(await performOne(node, context));
  return results;
}
async function performOne(node, context) {
  const { step, runId, attempt } = context;
  const body = () => {
    const tried = attemptOf(runId + node.id);
    if (tried < node.failures) throw node.hopeless ? new sdk.NonRetriableError("hopeless " + node.id) : again(node.id);
    return { id: node.id, tried };
  };
  switch (node.do) {
    case "run": case "ai": {
      const call = node.do === "run" ? step.run(node.id, body) : step.ai.wrap(node.id, async () => body());
      return node.caught ? call.catch((error) => "caught " + error.message) : call;
    }
    case "send": return (await step.sendEvent(node.id, Array.from({ length: node.count }, (_, n) => ({ name: node.event, data: { n, id: node.id } })))).ids.length;
    case "wait": { const found = await step.waitForEvent(node.id, { event: node.event, timeout: "1d" }); return found === null ? null : found.data; }
    case "sleep": return step.sleep(node.id, node.duration);
    case "invoke": return step.invoke(node.id, { function: child, data: { fails: node.fails } }).catch((error) => "caught " + error.message);
    case "loop": { const found = []; for (let n = 0; n < node.times; n++) found.push(await step.run(node.id, () => n)); return found; }
    case "branch": return perform(await step.run(node.id, () => node.id.length % 2 === 0) ? node.then : node.otherwise, context);
    case "all": return Promise.all(node.branches.map((branch) => perform(branch, context)));
    case "settled": return (await Promise.allSettled(node.branches.map((branch) => perform(branch, context)))).map((one) => one.value ?? one.reason.message);
    case "throw": if (attempt < node.attempts) throw again("thrown"); return null;
  }
}`;

function programOf(sdk: SdkVersion): string {
  return `import * as sdk from "inngest";
const inngest = new sdk.Inngest({ id: "app", checkpointing: true, experimentalCheckpointing: true, logger: { info() {}, warn() {}, error() {}, debug() {} } });
${interpreter}
export const child = ${createFunction(sdk, 'id: "child", retries: 0', 'async ({ event, step }) => { const said = await step.run("inside", () => "child"); if (event.data.fails) throw new Error("child failed"); return said; }', '{ event: "made/one" }')};
export const main = ${createFunction(sdk, 'id: "main", retries: 2', "async (context) => perform(context.event.data.nodes, context)", '{ event: "start" }')};
`;
}

type Mode = "plan" | "auto" | "checkpoint";

interface Outcome {
  readonly steps: readonly string[];
  /** What must be equal; steps in the order of their ids. */
  readonly compared: unknown;
  readonly calls: number;
}

function outcomeOf(runs: readonly RunState[]): Outcome {
  const [main, ...others] = runs;
  assert.ok(main);
  const describe = ({ status, output, error, steps, emitted, functionId }: RunState): unknown => ({
    functionId, status, output, error: error?.message,
    steps: steps.map(({ id, hashedId, tool, attempt, attempts, result }) => [id, hashedId, tool, attempt, attempts, result.kind === "error" ? result.error.message : withoutIds(result.data)]).toSorted(),
    emitted: emitted.map(({ event: { name, data }, step, runs: started }) => [name, data, step?.id, started.length]).toSorted(),
  });
  return {
    steps: main.steps.map(({ id }) => id),
    compared: [describe(main), ...others.map((run) => JSON.stringify(describe(run))).toSorted()],
    calls: main.requests,
  };
}

/** Ids and times of events differ from run to run. */
function withoutIds(data: JsonValue): JsonValue {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== "id" && key !== "ts").map(([key, value]) => [key, key === "ids" && Array.isArray(value) ? value.length : value]));
}

/** Steps of a sequence finish in its order, whatever stands beside it. */
function checkOrder(ids: readonly string[]): void {
  const placed = ids.map((id) => id.replace(/:\d+$/, "").split(".").map(Number));
  for (const [at, later] of placed.entries()) {
    for (const earlier of placed.slice(0, at)) {
      const differs = later.findIndex((part, depth) => earlier[depth] !== part);
      // Odd places are branches, which take turns as they like.
      if (differs < 0 || differs % 2 === 1 || earlier[differs] === undefined) continue;
      assert.ok((earlier[differs] ?? 0) < (later[differs] ?? 0), `${earlier.join(".")} before ${later.join(".")} in ${ids.join(" ")}`);
    }
  }
}

export function testModes(sdk: SdkVersion): void {
  const behind: { api?: SdkApi } = {};
  let project: Project;
  let worker: WorkerHandle;
  before(async () => {
    project = await createProject({ sdk, files: { "program.ts": programOf(sdk) } });
    worker = await startWorker({
      program: project.path("program.ts"), onOutput: () => undefined, onExit: () => undefined,
      onApiRequest: async (request) => behind.api?.(request) ?? { status: 503, body: {} },
    });
  });
  after(async () => {
    await worker.dispose();
    await project.dispose();
  });

  async function run(nodes: readonly Node[], mode: Mode): Promise<Outcome> {
    const clock = createVirtualClock({ base: () => 0, start: testStart });
    const store = createMemoryStore();
    const executor = createExecutor({
      worker, clock, ids: createIds(), follow: "all", onEvent: () => undefined, journal: store,
      checkpoint: mode === "checkpoint", ...(mode === "plan" ? { gate: () => Promise.resolve(undefined) } : {}),
    });
    behind.api = createApi({ executor, functions: () => worker.functions, now: clock.now });
    executor.start("app-main", { name: "start", data: { nodes: nodes as unknown as JsonValue } });
    await executor.whenIdle();
    for (const run of executor.runs()) {
      checkHashes(run);
      checkReplay(run, store);
      checkEndEvents(run, store);
    }
    return outcomeOf(executor.runs());
  }

  test(`generated functions do the same in each mode on ${sdk}`, { timeout: 300_000 }, async (t) => {
    let saved = 0;
    await fc.assert(fc.asyncProperty(sequence, async (generated) => {
      const nodes = withIds(generated);
      const [plan, auto, checkpoint] = [await run(nodes, "plan"), await run(nodes, "auto"), await run(nodes, "checkpoint")];
      for (const { steps } of [plan, auto, checkpoint]) checkOrder(steps);
      assert.deepEqual(auto.compared, plan.compared, "auto and plan");
      assert.deepEqual(checkpoint.compared, plan.compared, "checkpoint and plan");
      saved += auto.calls - checkpoint.calls;
    }), { numRuns: 25, seed: 4 });
    assert.ok(saved > 0, "several steps ran in one call");
    t.diagnostic(`checkpoints saved ${saved} calls`);
  });
}
