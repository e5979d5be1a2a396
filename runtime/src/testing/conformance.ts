/** Runs the scenario tables on the real SDKs, in whichever way a program is reached, and compares what came of them. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createIds } from "../../../shared/inngest/event-id.ts";
import { createApi } from "../api/api.ts";
import { createVirtualClock } from "../clock/virtual-clock.ts";
import { createExecutor } from "../executor/executor.ts";
import { describeDecision } from "../executor/flow/describe.ts";
import type { ExecutorEvent, JsonValue, MemoizedStep, RunState } from "../executor/model.ts";
import type { Http, SdkApi, Worker } from "../executor/ports.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import type { Store } from "../store/store.ts";
import { checkEndEvents, checkHashes, checkReplay } from "./check-history.ts";
import { testStart } from "./engine-fixture.ts";
import { modes, type Door, type Expected, type Mode, type Scenario } from "./scenarios.ts";
import { scenariosOf, versions } from "./table.ts";

/** Every scenario's ids are its own, so that each version of the SDK is loaded once. */
function withNumber(source: string, number: number): string {
  return source
    .replace(/\b(fn|fnOf\([a-z]+\))\(\{ id: "([^"]+)"/g, `$1({ id: "$2-${number}"`)
    .replace(/functionId: "([^"]+)"/g, `functionId: "$1-${number}"`)
    .replace(/'app-([a-z-]+)'/g, `'app-$1-${number}'`);
}

/** Makes `functions` of every scenario, with `sdk`, `inngest` and what `createClient` gives. */
export function writeFunctions(version: 3 | 4): string {
  const create = version === 4 ? "client.createFunction({ ...options, triggers: trigger }, handler)" : "client.createFunction(options, trigger, handler)";
  return [
    `const attemptsOf: any = {};`,
    `const fnOf: any = (client: any) => (options: any, trigger: any, handler: any) => { const created = ${create}; functions.push(created); return created; };`,
    `const fn: any = fnOf(inngest);`,
    `const first = (created: any) => created;`,
    ...scenariosOf(version).map(({ source }, index) => `{ ${withNumber(source, index)} }`),
  ].join("\n");
}

/**
 * What `writeFunctions` needs before it: the first client is `app`; each further one, with options of its own, another app.
 * Version 3 runs many steps in a call only where it is asked to.
 */
export const createClient = `
  let clients = 0;
  const createClient = (options: any = {}): any => new sdk.Inngest({ id: clients++ === 0 ? "app" : "app-own" + clients, checkpointing: true, experimentalCheckpointing: true, logger: { info() {}, warn() {}, error() {}, debug() {} }, ...options });
`;

/** A program with the functions of every scenario. */
export interface Program {
  readonly worker: Worker;
  /** Where the SDK's requests go in the scenario at hand. */
  api: SdkApi | undefined;
  stop(): Promise<void>;
}

function describeStep({ id, tool, attempts, result }: MemoizedStep): Expected["steps"][number] {
  if (result.kind === "error") return [id, tool, attempts, new RegExp(result.error.message)];
  if (tool === "step.sendEvent" && (result.data as { ids: readonly string[] }).ids.length > 0) return [id, tool, attempts, { sent: true }];
  if (tool === "step.waitForEvent" && result.data !== null) return [id, tool, attempts, { resumed: (result.data as { name: string }).name }];
  if (tool === "step.sendSignal" && typeof (result.data as { runId?: unknown } | null)?.runId === "string") return [id, tool, attempts, { signalled: true }];
  return [id, tool, attempts, result.data];
}

function checkSteps(run: RunState, expected: Expected): void {
  const found = run.steps.map(describeStep);
  assert.deepEqual(found.map(([id, tool, attempts]) => [id, tool, attempts]), expected.steps.map(([id, tool, attempts]) => [id, tool, attempts]));
  for (const [index, [id, , , result]] of expected.steps.entries()) {
    const actual = found[index]?.[3];
    if (result instanceof RegExp) assert.match(actual instanceof RegExp ? actual.source : JSON.stringify(actual), result, id);
    else assert.deepEqual(actual, result, id);
  }
}

function checkEmitted(run: RunState, expected: Expected): void {
  assert.deepEqual(run.emitted.map(({ event, step }) => [event.name, step?.id]), expected.emitted ?? []);
  for (const step of run.steps.filter(({ tool, result }) => tool === "step.sendEvent" && result.kind === "data")) {
    const { ids } = (step.result as unknown as { data: { ids: JsonValue } }).data;
    assert.deepEqual(run.emitted.filter((emitted) => emitted.step?.hashedId === step.hashedId).map(({ internalId }) => internalId), ids);
  }
}

function check({ runs, told }: Outcome, expected: Expected): void {
  const [run, ...others] = runs;
  assert.ok(run);
  assert.equal(run.status, expected.status, run.error?.message);
  checkSteps(run, expected);
  if (expected.error !== undefined) assert.match(run.error?.message ?? "", expected.error);
  if (expected.output !== undefined) assert.deepEqual(run.output, expected.output);
  checkEmitted(run, expected);
  const summary = others.map(({ functionId, status, output }) => [toName(functionId), status, ...(output === undefined ? [] : [output])]);
  assert.deepEqual(summary.toSorted(), (expected.others ?? []).map((entry) => [...entry]).toSorted());
  const decisions = told.flatMap((event) => (event.type === "flowControl" ? [describeDecision(toName(event.functionId), event.decision)] : []));
  assert.equal(decisions.length, (expected.decisions ?? []).length, decisions.join("\n"));
  for (const [index, decision] of (expected.decisions ?? []).entries()) assert.match(decisions[index] ?? "", decision);
  const jumps = told.flatMap((event) => (event.type === "clockJumped" ? [Math.floor((event.to - event.from) / 1000)] : []));
  assert.equal(jumps.length, (expected.jumps ?? []).length, `jumps of ${jumps.join(", ")} s`);
  for (const [index, [least, most]] of (expected.jumps ?? []).entries()) assert.ok((jumps[index] ?? -1) >= least && (jumps[index] ?? -1) <= most, `jump ${index} of ${jumps[index]} s`);
}

/** Ids as the scenario writes them. */
function toName(functionId: string): string {
  return functionId.replace(/^app-(own\d+-)?/, "").replace(/-\d+(?=$|-failure$)/, "");
}

/** What the engine's requests find, without a network. */
function createFakeHttp(): Http {
  let lost = false;
  return async ({ url, method, headers, body }) => {
    const { prompt } = JSON.parse(body?.startsWith("{") === true ? body : "{}") as { readonly prompt?: string };
    if (prompt !== undefined) return prompt === "" ? { status: 400, headers: {}, body: "empty prompt" } : { status: 200, headers: {}, body: JSON.stringify({ text: `${headers["authorization"]}: ${prompt}` }) };
    if (url.endsWith("/found")) return { status: 200, headers: { "x-answer": "yes" }, body: `${method} ${body} ${headers["x-kind"]}` };
    if (url.endsWith("/missing")) return { status: 404, headers: {}, body: "none" };
    lost = !lost;
    if (lost) throw new Error("socket hang up");
    return { status: 200, headers: {}, body: "found" };
  };
}

interface Outcome {
  readonly runs: readonly RunState[];
  readonly told: readonly ExecutorEvent[];
  readonly store: Store;
}

/** No two scenarios share an id: what the SDK still asks for one, trying again, must not reach the next. */
let seed = 0;

async function runScenario(program: Program, scenario: Scenario, mode: Mode): Promise<Outcome> {
  const told: ExecutorEvent[] = [];
  const store = createMemoryStore();
  const clock = createVirtualClock({ base: () => 0, start: testStart });
  const executor = createExecutor({
    worker: program.worker, clock, ids: createIds({ seed: ++seed }), follow: "all", onEvent: (event) => { told.push(event); }, journal: store,
    http: createFakeHttp(), checkpoint: mode === "checkpoint", ...(mode === "plan" ? { gate: () => Promise.resolve(undefined) } : {}),
  });
  program.api = createApi({ executor, functions: () => program.worker.functions, now: clock.now });
  const fn = program.worker.functions.find(({ triggers }) => triggers.some((trigger) => (trigger.kind === "event" ? trigger.event : "inngest/scheduled.timer") === scenario.event.name));
  assert.ok(fn, `no function for ${scenario.event.name}`);
  executor.start(fn.id, scenario.event);
  await executor.whenIdle();
  return { runs: executor.runs(), told, store };
}

/** A test for each scenario in each cell of the table that this door has. */
export function testScenarios(door: Door, start: (version: 3 | 4) => Promise<Program>): void {
  for (const version of versions) {
    describe(`on SDK v${version}`, () => {
      let program: Program;
      const calls: Record<Mode, number> = { auto: 0, plan: 0, checkpoint: 0 };
      before(async () => { program = await start(version); });
      after(() => program.stop());
      for (const scenario of scenariosOf(version)) {
        for (const mode of modes) {
          test(`${scenario.name} (${mode})`, { timeout: 60_000 }, async () => {
            const outcome = await runScenario(program, scenario, mode);
            check(outcome, typeof scenario.expected === "function" ? scenario.expected({ version, mode, door }) : scenario.expected);
            for (const run of outcome.runs) {
              checkHashes(run);
              checkReplay(run, outcome.store);
              checkEndEvents(run, outcome.store);
              calls[mode] += run.requests;
            }
          });
        }
      }
      test("each way to execute is the one it says", () => {
        assert.ok(calls.checkpoint < calls.auto && calls.auto < calls.plan, JSON.stringify(calls));
      });
    });
  }
}
