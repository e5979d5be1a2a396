/** What the SDK takes to replay memoized steps, alone and as the engine's worker calls it. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { hashStepId } from "../shared/inngest/step-id.ts";
import { startWorker } from "../runtime/src/worker/worker.ts";
import type { CallRequest } from "../runtime/src/executor/ports.ts";
import { median, type Figure } from "./report.ts";

const memoized = 200;
const calls = 30;
const warmUp = 10;

/** Calls the SDK's own handler in a plain Node.js, and prints the median time in ms. */
const alone = `
import { InngestCommHandler } from "inngest";
import { readFileSync } from "node:fs";
process.env.INNGEST_DEV = "1";
const program = await import("./program.ts");
const [, , file, name, stepId] = process.argv;
const body = JSON.parse(readFileSync(file, "utf8"));
const fn = program[name];
const handler = new InngestCommHandler({
  frameworkName: "bench", client: fn.client, functions: [fn], skipSignatureValidation: true,
  handler: () => ({ body: () => structuredClone(body), headers: (name) => ({ host: "bench.invalid" })[name.toLowerCase()] ?? null, method: () => "POST", url: () => new URL("http://bench.invalid/api/inngest?fnId=bench-" + name + "&stepId=" + stepId), transformResponse: (response) => response, isProduction: () => false }),
}).createHandler();
const times = [];
for (let k = 0; k < ${warmUp + calls}; k++) {
  const started = performance.now();
  const { status } = await handler();
  if (status !== 206) throw new Error("status " + status);
  times.push(performance.now() - started);
}
const sorted = times.slice(${warmUp}).sort((a, b) => a - b);
console.log(sorted[sorted.length >> 1]);
`;

function createRequest(): CallRequest {
  const event = { name: "bench/sequential", data: { steps: memoized + 1 }, id: "event-1", ts: Date.now() };
  const hashes = Array.from({ length: memoized }, (_, k) => hashStepId(`step-${String(k)}`));
  return {
    callId: "call-1", functionId: "bench-sequential", runId: "run-1", stepId: "step", event, events: [event],
    steps: Object.fromEntries(hashes.map((hash, k) => [hash, { data: { k } }])), stack: hashes,
    version: -1, attempt: 0, maxAttempts: 5, disableImmediateExecution: true,
  };
}

/** Median of one call, in ms. */
async function timeAlone(folder: string, name: string, { event, events, steps, stack, runId, stepId, attempt, maxAttempts }: CallRequest): Promise<number> {
  const body = { event, events, steps, version: -1, use_api: false, ctx: { run_id: runId, step_id: stepId, env: "dev", attempt, max_attempts: maxAttempts, use_api: false, disable_immediate_execution: true, stack: { stack, current: stack.length } } };
  await writeFile(path.join(folder, "request.json"), JSON.stringify(body));
  await writeFile(path.join(folder, "alone.mjs"), alone);
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, "alone.mjs"), path.join(folder, "request.json"), name, stepId], { cwd: folder });
  return Number(stdout);
}

async function timeInWorker(program: string, request: CallRequest): Promise<number> {
  const worker = await startWorker({ program, onApiRequest: async () => ({ status: 404, body: {} }), onOutput: () => undefined, onExit: () => undefined });
  try {
    const times: number[] = [];
    for (let k = 0; k < warmUp + calls; k++) {
      const started = performance.now();
      const { status } = await worker.call(request, new AbortController().signal);
      if (status !== 206) throw new Error(`the SDK answered ${String(status)}`);
      times.push(performance.now() - started);
    }
    return median(times.slice(warmUp));
  } finally {
    await worker.dispose();
  }
}

export async function measureReplay(program: string, folder: string): Promise<Figure[]> {
  const request = createRequest();
  // Side by side in time, so that both meet the same load of the machine.
  const pairs: (readonly [number, number])[] = [];
  for (let k = 0; k < 3; k++) pairs.push([await timeAlone(folder, "sequential", request), await timeInWorker(program, request)]);
  const [sdk = 0, ours = 0] = pairs.toSorted(([a, b], [c, d]) => b / a - d / c)[1] ?? [];
  return [
    { what: "replay of 200 memoized steps, SDK alone", measured: sdk, unit: "ms", how: `median of ${String(calls)} calls of its handler in a plain Node.js` },
    { what: "the same through the worker", measured: ours, unit: "ms", how: "both messages between the processes included" },
    { what: "of the SDK's own time", measured: ours / sdk, unit: "times", target: 1.2, how: "median of 3 pairs" },
  ];
}

/** What the SDK takes to find a thousand steps once for each of them, in s: the least that a thousand calls cost an app. */
export async function timeWideAlone(folder: string, count: number): Promise<number> {
  const event = { name: "bench/parallel", data: { steps: count }, id: "event-1", ts: Date.now() };
  const each = await timeAlone(folder, "parallel", { ...createRequest(), event, events: [event], steps: {}, stack: [], stepId: hashStepId("step-0") });
  return each * count / 1000;
}
