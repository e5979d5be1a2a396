/** Kills `stepwise serve` again and again while an app that stays is served, and counts what was lost. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { createRandom } from "../../../../shared/inngest/event-id.ts";
import { startHttpApp } from "../http-app.ts";
import { killedSource } from "./functions.ts";
import type { SdkVersion } from "../../worker/testing/project.ts";
import { countOpen, examine, noneOpen, runsOfAnEvent, type KillCounts } from "./kill.ts";

export interface ServerKillOptions {
  readonly sdk: SdkVersion;
  readonly kills: number;
  readonly folder: string;
  readonly seed: number;
  /** Milliseconds: most after the start of a process, and most after it listens. */
  readonly within: { readonly start: number; readonly ready: number };
}

interface Server {
  readonly listens: Promise<boolean>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

async function findPort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

interface ToldLine {
  readonly type: string;
  readonly runId?: string;
  readonly step?: { readonly id: string };
  readonly message?: string;
}

function startServer(port: number, file: string, ledger: string): Server {
  const command = path.join(import.meta.dirname, "../run-command.ts");
  const child = spawn(process.execPath, [command, "serve", "--port", String(port), "--store", file, "--retry-interval", "0", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const listens = new Promise<boolean>((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      let told: ToldLine;
      try {
        told = JSON.parse(line) as ToldLine;
      } catch {
        // The line in which it was killed.
        return;
      }
      if (told.type === "listening") resolve(true);
      if (told.type === "stepFinished") appendFileSync(ledger, `finished ${told.runId ?? ""} ${told.step?.id ?? ""}\n`);
      if (told.type === "warning") appendFileSync(ledger, `warning ${told.message ?? ""}\n`);
    });
    void exited.then(() => { resolve(false); });
  });
  const end = async (signal: "SIGKILL" | "SIGINT"): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return { listens, kill: () => end("SIGKILL"), stop: () => end("SIGINT") };
}

export async function killServerAgainAndAgain({ sdk, kills, folder, seed, within }: ServerKillOptions): Promise<KillCounts> {
  const file = path.join(folder, "served.sqlite");
  const ledger = path.join(folder, "served.txt");
  writeFileSync(ledger, "");
  const random = createRandom(seed);
  const port = await findPort();
  const origin = `http://127.0.0.1:${port}`;
  const accepted = new Map<number, string>();
  const count = { starting: 0, working: 0 };
  const open = noneOpen();
  let next = 0;
  /** Sends one event after the other until the server is gone. */
  const sendMany = async (): Promise<void> => {
    for (let sent = 0; sent < 8; sent++) {
      const n = next++;
      const answer = await fetch(`${origin}/e/key`, { method: "POST", body: JSON.stringify({ name: "order/placed", data: { n } }) }).then((response) => response.json(), () => undefined) as { readonly ids?: readonly string[] } | undefined;
      if (answer === undefined) return;
      const [internalId] = answer.ids ?? [];
      if (internalId !== undefined) accepted.set(n, internalId);
    }
  };
  let server = startServer(port, file, ledger);
  await server.listens;
  const app = await startHttpApp({ sdk, env: { INNGEST_DEV: origin, LEDGER: ledger }, source: `inngest = new sdk.Inngest({ id: "app", logger });${killedSource(sdk, { sleep: "1s", wait: "1m", batch: "2s", throttle: "1s", debounce: "1s" })}` });
  try {
    await fetch(app.url, { method: "PUT" });
    for (let kill = 0; kill < kills; kill++) {
      if (kill > 0) server = startServer(port, file, ledger);
      if (random() < 0.15) {
        count.starting++;
        await setTimeout(random() * within.start);
      } else {
        count.working++;
        if (!await server.listens) throw new Error("the server ended by itself");
        void sendMany();
        await setTimeout(random() * within.ready);
      }
      await server.kill();
      await countOpen(file, open);
    }
    server = startServer(port, file, ledger);
    await server.listens;
    const isOpen = async (internalId: string): Promise<boolean> => {
      const { data } = await (await fetch(`${origin}/v1/events/${internalId}/runs`)).json() as { readonly data: readonly { readonly status: string }[] };
      return data.length < runsOfAnEvent || data.some(({ status }) => status !== "Completed" && status !== "Failed");
    };
    for (const internalId of accepted.values()) while (await isOpen(internalId)) await setTimeout(50);
    await server.stop();
  } finally {
    await server.kill();
    await app.stop();
  }
  return { kills: count, open, ...await examine(file, readFileSync(ledger, "utf8"), accepted) };
}
