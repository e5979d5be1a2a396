/** The engine in one process with the real SDK in its worker: what steps, events and runs cost. */
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { createVirtualClock } from "../runtime/src/clock/virtual-clock.ts";
import { startSession, type Session } from "../runtime/src/session/start-session.ts";
import { openStore } from "../runtime/src/store/open-store.ts";
import type { Store } from "../runtime/src/store/store.ts";
import { measureGrowth } from "./growth.ts";
import { measureReplay, timeWideAlone } from "./replay.ts";
import { median, percentile, type Figure } from "./report.ts";

const program = `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "bench" });
export const sequential = inngest.createFunction({ id: "sequential", triggers: { event: "bench/sequential" } }, async ({ step, event }) => {
  for (let k = 0; k < event.data.steps; k++) await step.run("step-" + k, () => ({ k }));
});
export const parallel = inngest.createFunction({ id: "parallel", triggers: { event: "bench/parallel" } }, async ({ step, event }) => {
  await Promise.all(Array.from({ length: event.data.steps }, (_, k) => step.run("step-" + k, () => ({ k }))));
});
export const empty = inngest.createFunction({ id: "empty", triggers: { event: "bench/empty" } }, async () => "done");
export const fanOut = inngest.createFunction({ id: "fan-out", triggers: { event: "bench/fan-out" } }, async ({ step, event }) => {
  await step.sendEvent("send", Array.from({ length: event.data.runs }, (_, k) => ({ name: "bench/one", data: { k } })));
});
export const one = inngest.createFunction({ id: "one", triggers: { event: "bench/one" } }, async ({ step, event }) => step.run("work", () => event.data.k));
`;

interface Options {
  readonly plan?: boolean;
  readonly store?: Store;
}

async function withSession<T>(file: string, { plan = false, store }: Options, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await startSession({
    worker: { program: file }, follow: "all", onEvent: () => undefined, clock: createVirtualClock(),
    ...(plan ? { gate: () => Promise.resolve(undefined) } : {}), ...(store === undefined ? {} : { store }),
    limits: { endedRuns: 100 },
  });
  try {
    return await work(session);
  } finally {
    await session.dispose();
  }
}

/** From sending the event to the end of every run that follows from it; in ms. */
async function time({ executor }: Session, name: string, data: Readonly<Record<string, number>>): Promise<number> {
  const started = performance.now();
  executor.send([{ name, data }]);
  await executor.whenIdle();
  return performance.now() - started;
}

async function times(session: Session, count: number, name: string, data: Readonly<Record<string, number>> = {}): Promise<number[]> {
  const measured: number[] = [];
  for (let k = 0; k < count; k++) measured.push(await time(session, name, data));
  // The first ones warm up.
  return measured.slice(Math.ceil(count / 4));
}

const each = (steps: number, measured: readonly number[]): number => median(measured) / steps;

async function measureSteps(file: string, folder: string): Promise<Figure[]> {
  const how = (runs: number): string => `median of ${String(Math.floor(runs * 0.75))} warm runs`;
  const run = await withSession(file, {}, async (session) => [
    { what: "a run of 20 steps, each", measured: each(20, await times(session, 40, "bench/sequential", { steps: 20 })), unit: "ms", target: 2, how: how(40) },
    { what: "a run of 200 steps, each", measured: each(200, await times(session, 8, "bench/sequential", { steps: 200 })), unit: "ms", target: 2, how: how(8) },
  ] satisfies Figure[]);
  const plan = await withSession(file, { plan: true }, async (session) => [
    { what: "20 steps as when debugging, each", measured: each(20, await times(session, 12, "bench/sequential", { steps: 20 })), unit: "ms", target: 20, how: `${how(12)}, a gate that opens at once` },
    { what: "200 steps as when debugging, each", measured: each(200, await times(session, 3, "bench/sequential", { steps: 200 })), unit: "ms", how: `${how(3)}; two replays a step, of 100 memoized steps on average` },
  ] satisfies Figure[]);
  const store = await openStore({ file: path.join(folder, "steps.sqlite"), warn: (message) => { throw new Error(message); } });
  const kept = await withSession(file, { store }, async (session) => [
    { what: "a run of 20 steps kept in SQLite, each", measured: each(20, await times(session, 40, "bench/sequential", { steps: 20 })), unit: "ms", target: 2, how: how(40) },
  ] satisfies Figure[]);
  store.close();
  return [...run, ...kept, ...plan];
}

async function measureRuns(file: string, folder: string): Promise<Figure[]> {
  const store = await openStore({ file: path.join(folder, "runs.sqlite"), warn: (message) => { throw new Error(message); } });
  try {
    return await withSession(file, { store }, async (session) => {
      const ended = await times(session, 200, "bench/empty");
      return [
        { what: "event to finished, no steps", measured: median(ended), unit: "ms", target: 10, how: `p50 of ${String(ended.length)}, kept in SQLite` },
        { what: "event to finished, no steps, p99", measured: percentile(ended, 99), unit: "ms", how: `p99 of ${String(ended.length)}` },
        { what: "fan-out to 10 runs", measured: median(await times(session, 8, "bench/fan-out", { runs: 10 })), unit: "ms", how: "one step.sendEvent, a step in each run; median of 6" },
        { what: "fan-out to 100 runs", measured: median(await times(session, 4, "bench/fan-out", { runs: 100 })), unit: "ms", how: "median of 3" },
        { what: "fan-out to 1,000 runs", measured: await time(session, "bench/fan-out", { runs: 1000 }) / 1000, unit: "s", target: 3, how: "once, warm" },
        { what: "1,000 sequential steps, each", measured: await time(session, "bench/sequential", { steps: 1000 }) / 1000, unit: "ms", target: 2, how: "once, warm, kept in SQLite; as many as a run may have" },
        { what: "1,000 parallel steps", measured: await time(session, "bench/parallel", { steps: 1000 }) / 1000, unit: "s", target: await timeWideAlone(folder, 1000), how: "once, warm; the target is what the SDK alone takes to find 1,000 steps for each" },
      ] satisfies Figure[];
    });
  } finally {
    store.close();
  }
}

export async function measureEngine(_cli: string, scratch: string, sdkFrom: string): Promise<Figure[]> {
  const root = path.join(scratch, "engine");
  await mkdir(root, { recursive: true });
  try {
    await symlink(path.resolve(sdkFrom, "node_modules"), path.join(root, "node_modules"), "dir");
    await writeFile(path.join(root, "package.json"), '{ "type": "module" }');
    const file = path.join(root, "program.ts");
    await writeFile(file, program);
    return [...await measureSteps(file, root), ...await measureRuns(file, root), ...await measureReplay(file, root), ...await measureGrowth(root)];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
