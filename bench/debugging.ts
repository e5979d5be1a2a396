/** Debugger and runtime: what F5, a step and a whole run cost. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { DebugClient } from "@vscode/debugadapter-testsupport";
import { startSession } from "../runtime/src/session/start-session.ts";
import { childrenOf, residentMegabytes } from "./processes.ts";
import { median, type Figure } from "./report.ts";

const starts = 5;
const runs = 30;
const warmUp = 10;

/** A function of `steps` sequential steps on SDK v4, the last of them a `sendEvent`. */
function program(steps: number): string {
  const body = Array.from({ length: steps - 1 }, (_, k) => `  await step.run("step-${String(k)}", () => ({ k: ${String(k)} }));`);
  return `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "bench" });
export const sequential = inngest.createFunction({ id: "sequential", triggers: { event: "bench/go" } }, async ({ step }) => {
${body.join("\n")}
  return await step.sendEvent("send-done", { name: "bench/done", data: {} });
});
`;
}

/** The client starts programs without arguments only; this one speaks to a program that runs already. */
class AdapterClient extends DebugClient {
  attach(output: Readable, input: Writable): void {
    this.connect(output, input);
  }
}

interface Session {
  /** Launch request to first `stopped`. */
  readonly toFirstStop: number;
  /** One `next` to the next `stopped`, by the number of results memoized before it. */
  readonly over: Readonly<Record<number, number>>;
  /** One `stepBack` and one `reverseContinue` to the start, from where all but the last step are memoized. */
  readonly back: number;
  readonly reverse: number;
  readonly adapter: number | undefined;
  readonly worker: number | undefined;
}

async function debug(cli: string, file: string, steps: number): Promise<Session> {
  const adapter = spawn(process.execPath, [cli, "dap", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(adapter, "exit");
  const client = new AdapterClient("", "", "inngest");
  client.attach(adapter.stdout, adapter.stdin);
  try {
    await client.initializeRequest({ adapterID: "inngest", linesStartAt1: true, columnsStartAt1: true, pathFormat: "path" });
    const started = performance.now();
    const initialized = client.waitForEvent("initialized", 60_000);
    const launched = client.launchRequest({ program: file, function: "sequential", stopOnEntry: true } as never);
    await initialized;
    const entered = client.waitForEvent("stopped", 60_000);
    await client.configurationDoneRequest();
    await launched;
    const toFirstStop = await entered.then(() => performance.now() - started);
    const over: Record<number, number> = {};
    let threadId = (await entered).body.threadId as number;
    const move = async (request: () => Promise<unknown>): Promise<number> => {
      const before = performance.now();
      const stopped = client.waitForEvent("stopped", 60_000);
      await request();
      threadId = (await stopped).body.threadId as number;
      return performance.now() - before;
    };
    for (let k = 1; k < steps; k++) over[k - 1] = await move(() => client.nextRequest({ threadId }));
    const memory = { adapter: residentMegabytes(adapter.pid ?? 0) };
    const back = await move(() => client.customRequest("stepBack", { threadId }));
    const reverse = await move(() => client.customRequest("reverseContinue", { threadId }));
    const pid = adapter.pid ?? 0;
    // The bundler's service is a child too; the worker is the larger one.
    const worker = Math.max(0, ...childrenOf(pid).map((child) => residentMegabytes(child) ?? 0));
    return { toFirstStop, over, back, reverse, ...memory, worker: worker === 0 ? undefined : worker };
  } finally {
    await client.disconnectRequest({});
    adapter.stdin.end();
    await exited;
  }
}

/** What the module costs without us: a plain Node.js, from its start to the module's end; in ms. */
async function loadPlainly(file: string): Promise<number> {
  const started = performance.now();
  await once(spawn(process.execPath, [file], { stdio: "inherit" }), "exit");
  return performance.now() - started;
}

/** Times of whole runs, from start to ended, in one warm session without a gate; in ms. */
async function timeRuns(program: string): Promise<number[]> {
  const session = await startSession({ worker: { program }, follow: "none", onEvent: () => undefined });
  try {
    const [fn] = session.worker.own;
    if (fn === undefined) throw new Error(`${program} has no function`);
    const times: number[] = [];
    for (let k = 0; k < warmUp + runs; k++) {
      const started = performance.now();
      session.executor.start(fn.id, { name: "bench/go", data: {} });
      await session.executor.whenIdle();
      times.push(performance.now() - started);
    }
    return times.slice(warmUp);
  } finally {
    await session.dispose();
  }
}

export async function measureDebugging(cli: string, scratch: string, sdkFrom: string): Promise<Figure[]> {
  const root = path.join(scratch, "debugging");
  await mkdir(root, { recursive: true });
  try {
    await symlink(path.resolve(sdkFrom, "node_modules"), path.join(root, "node_modules"), "dir");
    await writeFile(path.join(root, "package.json"), '{ "type": "module" }');
    const file = path.join(root, "sequential.ts");
    await writeFile(file, program(20));
    const whole = await timeRuns(file);
    const long = path.join(root, "long.ts");
    await writeFile(long, program(102));
    await writeFile(file, program(21));
    const sessions: Session[] = [];
    const longSessions: Session[] = [];
    const loads: number[] = [];
    // Side by side in time, so that both meet the same load of the machine.
    for (let k = 0; k < starts; k++) {
      loads.push(await loadPlainly(file));
      sessions.push(await debug(cli, file, 21));
      longSessions.push(await debug(cli, long, 102));
    }
    const first = median(sessions.map((session) => session.toFirstStop));
    const load = median(loads);
    const memory = (what: string, pick: (session: Session) => number | undefined): Figure[] => {
      const sizes = sessions.flatMap((session) => pick(session) ?? []);
      return sizes.length === 0 ? [] : [{ what, measured: median(sizes), unit: "MB", target: 170, how: `median of ${String(starts)}, after 20 steps` }];
    };
    return [
      { what: "F5 to first stop", measured: first, unit: "ms", how: `median of ${String(starts)}, launch to stopped` },
      { what: "of which loading the user's module", measured: load, unit: "ms", how: `median of ${String(starts)}, the same module and SDK in a plain Node.js` },
      { what: "of which ours", measured: Math.max(0, first - load), unit: "ms", target: 500, how: "the difference; below zero counts as none" },
      ...[1, 20, 100].map((memoized): Figure => ({
        what: `step over, ${String(memoized)} memoized`, measured: median(longSessions.map(({ over }) => over[memoized] ?? 0)), unit: "ms", ...(memoized === 20 ? { target: 20 } : {}),
        how: `median of ${String(starts)}, the SDK's replay included, twice: the step, and what comes next`,
      })),
      { what: "step back, 100 memoized", measured: median(longSessions.map(({ back }) => back)), unit: "ms", target: 50, how: `median of ${String(starts)}, the SDK's replay included` },
      { what: "reverse to the start from 100", measured: median(longSessions.map(({ reverse }) => reverse)), unit: "ms", target: 50, how: `median of ${String(starts)}` },
      { what: "a run of 20 steps, each", measured: median(whole) / 20, unit: "ms", target: 2, how: `median of ${String(runs)} runs in a warm session, nothing stopping` },
      ...memory("memory of the debug adapter", (session) => session.adapter),
      ...memory("memory of the worker", (session) => session.worker),
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
