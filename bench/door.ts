/** `stepwise serve`: how soon it is ready, what an event costs over HTTP, and the memory it takes. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { startHttpApp } from "../runtime/src/testing/http-app.ts";
import { residentMegabytes } from "./processes.ts";
import { median, percentile, type Figure } from "./report.ts";

const starts = 5;
const posts = 1000;
const stored = 10_000;
const runs = 1000;

interface Served {
  readonly process: ChildProcess;
  readonly origin: string;
  /** Milliseconds from its start to the line that says it listens. */
  readonly readyAfter: number;
  /** Runs that have ended. */
  ended(): number;
  stop(): Promise<void>;
}

async function serve(cli: string, args: readonly string[]): Promise<Served> {
  const started = performance.now();
  const child = spawn(process.execPath, [cli, "serve", "--port", "0", "--json", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  let ended = 0;
  const ready = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => {
      const told = JSON.parse(line) as { readonly type: string; readonly url?: string };
      if (told.type === "listening") resolve(told.url ?? "");
      if (told.type === "runEnded") ended++;
    });
    void exited.then(() => { reject(new Error("stepwise serve ended before it listened")); });
  });
  const origin = await ready;
  return {
    process: child, origin, readyAfter: performance.now() - started, ended: () => ended,
    stop: async () => {
      child.kill("SIGINT");
      await exited;
    },
  };
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function request(origin: string, method: string, at: string, body?: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = http.request(`${origin}${at}`, { method, agent, headers: body === undefined ? {} : { "content-type": "application/json" } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => { text += piece; });
      response.on("end", () => {
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${method} ${at} was answered ${String(response.statusCode)}: ${text}`));
      });
    });
    asked.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const eventOf = (n: number): object => ({ name: "bench/stored", data: { n, customer: "c-1042", items: [{ sku: "a-1", count: 2 }, { sku: "b-2", count: 1 }], note: "as an order might be" } });

/**
 * Each from the first byte of the request to the last of its answer. Node's own client takes as long as the server does; this
 * one only writes and reads.
 */
async function timePosts(origin: string): Promise<number[]> {
  const { hostname, port, host } = new URL(origin);
  const socket = net.connect(Number(port), hostname).setNoDelay(true);
  await once(socket, "connect");
  const times: number[] = [];
  try {
    for (let n = 0; n < posts + 200; n++) {
      const body = JSON.stringify(eventOf(n));
      const asked = `POST /e/key HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
      const started = performance.now();
      socket.write(asked);
      const answer = await readAnswer(socket);
      times.push(performance.now() - started);
      if (!answer.startsWith("HTTP/1.1 200 ")) throw new Error(`an event was answered ${answer}`);
    }
  } finally {
    socket.destroy();
  }
  return times.slice(200);
}

/** One answer, which says its length. */
function readAnswer(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const read = (piece: Buffer): void => {
      text += piece.toString("latin1");
      const head = text.indexOf("\r\n\r\n");
      const length = Number(/^content-length: (\d+)\r$/im.exec(text.slice(0, head + 1))?.[1] ?? NaN);
      if (head < 0 || text.length < head + 4 + length) return;
      socket.off("data", read).off("error", reject);
      resolve(text);
    };
    socket.on("data", read).once("error", reject);
  });
}

/** Resident memory once the process has come to rest, in MB. */
async function memoryOf({ process: { pid } }: Served): Promise<number> {
  await setTimeout(1000);
  return residentMegabytes(pid ?? 0) ?? NaN;
}

async function measureReady(cli: string): Promise<Figure[]> {
  const after: number[] = [];
  const memory: number[] = [];
  for (let k = 0; k < starts; k++) {
    const served = await serve(cli, []);
    after.push(served.readyAfter);
    memory.push(await memoryOf(served));
    await served.stop();
  }
  return [
    { what: "start to ready", measured: median(after), unit: "ms", target: 150, how: `median of ${String(starts)}, from the start of the process` },
    { what: "memory ready", measured: median(memory), unit: "MB", target: 70, how: `resident, median of ${String(starts)}` },
  ];
}

async function measureEvents(cli: string, args: readonly string[], where: string): Promise<Figure[]> {
  const served = await serve(cli, args);
  try {
    const times = await timePosts(served.origin);
    const started = performance.now();
    for (let n = times.length + 200; n < stored; n += 100) await request(served.origin, "POST", "/e/key", Array.from({ length: 100 }, (_, k) => eventOf(n + k)));
    const storing = performance.now() - started;
    const memory = await memoryOf(served);
    const listing: number[] = [];
    for (let k = 0; k < 20; k++) {
      const before = performance.now();
      const { data } = await request(served.origin, "GET", "/v1/events?limit=100") as { readonly data: readonly unknown[] };
      if (data.length !== 100) throw new Error(`${String(data.length)} events were listed`);
      listing.push(performance.now() - before);
    }
    return [
      { what: `event POST, history ${where}`, measured: median(times), unit: "ms", target: 0.4, how: `p50 of ${String(posts)}, one after the other on one connection` },
      { what: `event POST, history ${where}, p99`, measured: percentile(times, 99), unit: "ms", target: 5, how: `p99 of ${String(posts)}` },
      { what: `storing 10,000 events ${where}`, measured: storing / 1000, unit: "s", how: "the rest of them, 100 in a request" },
      { what: `listing 100 of 10,000 events ${where}`, measured: median(listing), unit: "ms", how: "median of 20" },
      { what: `memory after 10,000 events, history ${where}`, measured: memory, unit: "MB", target: 120, how: "resident" },
    ];
  } finally {
    await served.stop();
  }
}

async function measureRuns(cli: string, args: readonly string[]): Promise<Figure[]> {
  const served = await serve(cli, args);
  const app = await startHttpApp({
    sdk: "v4", env: { INNGEST_DEV: served.origin },
    source: `inngest = new sdk.Inngest({ id: "bench", logger });
      functions.push(inngest.createFunction({ id: "one", triggers: { event: "bench/one" } }, async ({ step, event }) => step.run("work", () => event.data.k)));
      functions.push(inngest.createFunction({ id: "parallel", triggers: { event: "bench/parallel" } }, async ({ step }) => { await Promise.all(Array.from({ length: ${runs} }, (_, k) => step.run("step-" + k, () => k))); }));`,
  });
  try {
    await fetch(app.url, { method: "PUT" });
    const waitFor = async (count: number): Promise<void> => { while (served.ended() < count) await setTimeout(2); };
    await request(served.origin, "POST", "/e/key", Array.from({ length: 50 }, (_, k) => ({ name: "bench/one", data: { k } })));
    await waitFor(50);
    const started = performance.now();
    await request(served.origin, "POST", "/e/key", Array.from({ length: runs }, (_, k) => ({ name: "bench/one", data: { k } })));
    await waitFor(50 + runs);
    const took = performance.now() - started;
    const wide = performance.now();
    await request(served.origin, "POST", "/e/key", { name: "bench/parallel" });
    await waitFor(50 + runs + 1);
    const sideBySide = performance.now() - wide;
    return [
      { what: "1,000 runs of an app over HTTP", measured: took / 1000, unit: "s", target: 3, how: "one request of 1,000 events, a step in each run, kept in SQLite" },
      { what: "1,000 parallel steps of an app over HTTP", measured: sideBySide / 1000, unit: "s", how: "a call for each; in each the app's SDK finds all 1,000 again, which takes nearly all of it" },
      { what: "memory after 1,000 runs", measured: await memoryOf(served), unit: "MB", how: "resident" },
    ];
  } finally {
    await app.stop();
    await served.stop();
  }
}

export async function measureDoor(cli: string, scratch: string): Promise<Figure[]> {
  return [
    ...await measureReady(cli), ...await measureEvents(cli, [], "in memory"),
    ...await measureEvents(cli, ["--store", path.join(scratch, "events.sqlite")], "in SQLite"), ...await measureRuns(cli, ["--store", path.join(scratch, "runs.sqlite")]),
  ];
}
