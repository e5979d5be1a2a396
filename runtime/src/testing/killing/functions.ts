/** Functions whose every body writes to a ledger that it runs, for a session that is killed while they do. */
import { setTimeout } from "node:timers/promises";
import type { FakeFunction } from "../fake-worker.ts";

/** Told before a step's body does anything. */
export type OnBody = (runId: string, step: string) => void;

export function createKilledFunctions(onBody: OnBody): readonly FakeFunction[] {
  const body = (runId: string, step: string, result: number | string) => async (): Promise<number | string> => {
    onBody(runId, step);
    await setTimeout(1);
    return result;
  };
  return [
    {
      id: "order", on: ["order/placed"],
      handler: async ({ step, runId, event }) => {
        const { n } = event.data as { readonly n: number };
        await step.run("reserve", body(runId, "reserve", n));
        await Promise.all(["pay", "mail", "print"].map((id) => step.run(id, body(runId, id, `${id} ${n}`))));
        await step.sleep("rest", "1h");
        await step.run("flaky", (attempt) => { onBody(runId, "flaky"); if (attempt === 0) throw new Error("not yet"); return n; });
        const [shipped] = await Promise.all([
          step.waitForEvent("shipped", { event: "order/shipped", timeout: "1d", if: "event.data.n == async.data.n" }),
          step.sendEvent("ship", { name: "order/packed", data: { n } }),
        ]);
        const label = await step.invoke("label", { function: "app-label", data: { n } });
        return { n, isShipped: shipped !== null, label };
      },
    },
    {
      id: "ship", on: ["order/packed"], raw: { concurrency: 5 },
      handler: async ({ step, runId, event }) => {
        await step.run("pack", body(runId, "pack", "packed"));
        return step.sendEvent("tell", { name: "order/shipped", data: event.data });
      },
    },
    { id: "label", handler: async ({ step, runId, event }) => step.run("draw", body(runId, "draw", `label ${(event.data as { readonly n: number }).n}`)) },
    { id: "daily", on: ["order/placed"], raw: { batchEvents: { maxSize: 4, timeout: "1m" } }, handler: async ({ step, runId }) => step.run("sum", body(runId, "sum", "summed")) },
    { id: "paced", on: ["order/placed"], raw: { throttle: { limit: 1, period: "10s" } }, handler: async ({ step, runId }) => step.run("pace", body(runId, "pace", "paced")) },
  ];
}

/** How long the functions wait: as in life where time is virtual, else as short as can be. */
export interface KilledTimes {
  readonly sleep: string;
  readonly wait: string;
  readonly batch: string;
  readonly throttle: string;
}

/** The same functions for SDK v4, pushed to `functions`; the ledger's file is in the environment, as `LEDGER`. */
export function killedSource({ sleep, wait, batch, throttle }: KilledTimes): string {
  return `
const { appendFileSync } = await import("node:fs");
const { setTimeout } = await import("node:timers/promises");
const onBody = (runId, step) => appendFileSync(process.env.LEDGER, "ran " + runId + " " + step + "\\n");
const body = (runId, step, result) => async () => { onBody(runId, step); await setTimeout(1); return result; };
const label = inngest.createFunction({ id: "label", triggers: [] }, async ({ step, runId, event }) => step.run("draw", body(runId, "draw", "label " + event.data.n)));
functions.push(label, inngest.createFunction({ id: "order", triggers: { event: "order/placed" } }, async ({ step, runId, event, attempt }) => {
  const { n } = event.data;
  await step.run("reserve", body(runId, "reserve", n));
  await Promise.all(["pay", "mail", "print"].map((id) => step.run(id, body(runId, id, id + " " + n))));
  await step.sleep("rest", "${sleep}");
  await step.run("flaky", () => { onBody(runId, "flaky"); if (attempt === 0 && Math.random() < 0.3) throw new Error("not yet"); return n; });
  const [shipped] = await Promise.all([
    step.waitForEvent("shipped", { event: "order/shipped", timeout: "${wait}", if: "event.data.n == async.data.n" }),
    step.sendEvent("ship", { name: "order/packed", data: { n } }),
  ]);
  return { n, isShipped: shipped !== null, label: await step.invoke("label", { function: label, data: { n } }) };
}), inngest.createFunction({ id: "ship", triggers: { event: "order/packed" }, concurrency: 5 }, async ({ step, runId, event }) => {
  await step.run("pack", body(runId, "pack", "packed"));
  await step.sendEvent("tell", { name: "order/shipped", data: event.data });
}), inngest.createFunction({ id: "daily", triggers: { event: "order/placed" }, batchEvents: { maxSize: 4, timeout: "${batch}" } }, async ({ step, runId }) => step.run("sum", body(runId, "sum", "summed"))),
inngest.createFunction({ id: "paced", triggers: { event: "order/placed" }, throttle: { limit: 10, period: "${throttle}" } }, async ({ step, runId }) => step.run("pace", body(runId, "pace", "paced"))));
`;
}

/** A program of its own with these functions. */
export const killedProgram = `
import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app", logger: { info() {}, warn() {}, error() {}, debug() {} } });
export const functions = [];
${killedSource({ sleep: "1h", wait: "1d", batch: "60s", throttle: "100s" })}`;
