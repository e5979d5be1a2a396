/** Functions whose every body writes to a ledger that it runs, for a session that is killed while they do. */
import { setTimeout } from "node:timers/promises";
import type { SdkVersion } from "../../worker/testing/project.ts";
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
        const [shipped, signed] = await Promise.all([
          step.waitForEvent("shipped", { event: "order/shipped", timeout: "1d", if: "event.data.n == async.data.n" }),
          step.waitForSignal("signed", { signal: `signed ${n}`, timeout: "1d", conflict: "fail" }),
          step.sendEvent("ship", { name: "order/packed", data: { n } }),
        ]);
        const label = await step.invoke("label", { function: "app-label", data: { n } });
        return { n, isAnswered: shipped !== null && signed !== null, label };
      },
    },
    {
      id: "ship", on: ["order/packed"], raw: { concurrency: 5 },
      handler: async ({ step, runId, event }) => {
        await step.run("pack", body(runId, "pack", "packed"));
        // Killed after the signal and before its answer, the step runs again, and nobody waits any more: `isAnswered` tells a signal that was lost.
        await step.sendSignal("sign", { signal: `signed ${(event.data as { readonly n: number }).n}`, data: "signed" }).catch(() => undefined);
        return step.sendEvent("tell", { name: "order/shipped", data: event.data });
      },
    },
    { id: "label", handler: async ({ step, runId, event }) => step.run("draw", body(runId, "draw", `label ${(event.data as { readonly n: number }).n}`)) },
    { id: "daily", on: ["order/placed"], raw: { batchEvents: { maxSize: 4, timeout: "1m" } }, handler: async ({ step, runId }) => step.run("sum", body(runId, "sum", "summed")) },
    { id: "paced", on: ["order/placed"], raw: { throttle: { limit: 1, period: "10s" } }, handler: async ({ step, runId }) => step.run("pace", body(runId, "pace", "paced")) },
    { id: "settled", on: ["order/placed"], raw: { debounce: { period: "30s", key: "event.data.n" } }, handler: async ({ step, runId }) => step.run("settle", body(runId, "settle", "settled")) },
  ];
}

/** How long the functions wait: as in life where time is virtual, else as short as can be. */
export interface KilledTimes {
  readonly sleep: string;
  readonly wait: string;
  readonly batch: string;
  readonly throttle: string;
  readonly debounce: string;
}

/** How `createFunction` is called. */
const creates = {
  v4: (options: string, event: string, handler: string): string => `inngest.createFunction({ ${options}, triggers: ${event === "" ? "[]" : `{ event: "${event}" }`} }, ${handler})`,
  // An event that is never sent: without any, it may not be.
  v3: (options: string, event: string, handler: string): string => `inngest.createFunction({ ${options} }, { event: "${event || "never/sent"}" }, ${handler})`,
};

/** The same functions for the SDK, pushed to `functions`; the ledger's file is in the environment, as `LEDGER`. */
export function killedSource(sdk: SdkVersion, { sleep, wait, batch, throttle, debounce }: KilledTimes): string {
  const create = creates[sdk];
  return `
const { appendFileSync } = await import("node:fs");
const { setTimeout } = await import("node:timers/promises");
const onBody = (runId, step) => appendFileSync(process.env.LEDGER, "ran " + runId + " " + step + "\\n");
const body = (runId, step, result) => async () => { onBody(runId, step); await setTimeout(1); return result; };
const label = ${create('id: "label"', "", 'async ({ step, runId, event }) => step.run("draw", body(runId, "draw", "label " + event.data.n))')};
functions.push(label, ${create('id: "order"', "order/placed", `async ({ step, runId, event, attempt }) => {
  const { n } = event.data;
  await step.run("reserve", body(runId, "reserve", n));
  await Promise.all(["pay", "mail", "print"].map((id) => step.run(id, body(runId, id, id + " " + n))));
  await step.sleep("rest", "${sleep}");
  await step.run("flaky", () => { onBody(runId, "flaky"); if (attempt === 0 && Math.random() < 0.3) throw new Error("not yet"); return n; });
  const [shipped, signed] = await Promise.all([
    step.waitForEvent("shipped", { event: "order/shipped", timeout: "${wait}", if: "event.data.n == async.data.n" }),
    step.waitForSignal("signed", { signal: "signed " + n, timeout: "${wait}", onConflict: "fail" }),
    step.sendEvent("ship", { name: "order/packed", data: { n } }),
  ]);
  return { n, isAnswered: shipped !== null && signed !== null, label: await step.invoke("label", { function: label, data: { n } }) };
}`)}, ${create('id: "ship", concurrency: 5', "order/packed", `async ({ step, runId, event }) => {
  await step.run("pack", body(runId, "pack", "packed"));
  await step.sendSignal("sign", { signal: "signed " + event.data.n, data: "signed" }).catch(() => undefined);
  await step.sendEvent("tell", { name: "order/shipped", data: event.data });
}`)}, ${create(`id: "daily", batchEvents: { maxSize: 4, timeout: "${batch}" }`, "order/placed", 'async ({ step, runId }) => step.run("sum", body(runId, "sum", "summed"))')},
${create(`id: "paced", throttle: { limit: 10, period: "${throttle}" }`, "order/placed", 'async ({ step, runId }) => step.run("pace", body(runId, "pace", "paced"))')},
${create(`id: "settled", debounce: { period: "${debounce}", key: "event.data.n" }`, "order/placed", 'async ({ step, runId }) => step.run("settle", body(runId, "settle", "settled"))')});
`;
}

/** A program of its own with these functions. */
export const killedProgram = (sdk: SdkVersion): string => `
import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app", logger: { info() {}, warn() {}, error() {}, debug() {} } });
export const functions = [];
${killedSource(sdk, { sleep: "1h", wait: "1d", batch: "60s", throttle: "100s", debounce: "30s" })}`;
