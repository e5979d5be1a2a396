/** Kills a working session again and again, and counts what was lost. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { createRandom } from "../../../../shared/inngest/event-id.ts";
import { replay } from "../../executor/journal.ts";
import type { RunState } from "../../executor/model.ts";
import { openStore } from "../../store/open-store.ts";
import type { FromSession, ToSession } from "./killed-session.ts";

export interface KillOptions {
  readonly kills: number;
  readonly folder: string;
  /** A program for the real SDK; default the fake worker. */
  readonly program?: string;
  readonly seed: number;
  /** Milliseconds after the start of a process, at most, and the most that is told once it is ready: how far it comes is no matter of the machine. */
  readonly within: { readonly start: number; readonly told: number };
}

/** In how many kills there was, of what the session was in the midst of: each of these at least once is what makes the kills random. */
export type Open = Record<"step" | "parallel" | "sleep" | "retry" | "event" | "signal" | "invoke" | "throttle" | "batch" | "debounce", number>;

export const noneOpen = (): Open => ({ step: 0, parallel: 0, sleep: 0, retry: 0, event: 0, signal: 0, invoke: 0, throttle: 0, batch: 0, debounce: 0 });

/** Counts what a killed session has left in its file. */
export async function countOpen(file: string, open: Open): Promise<void> {
  const store = await openStore({ file, warn: (message) => { throw new Error(message); } });
  try {
    const { runs, kept } = store.restore();
    const states = runs.map(replay).filter(({ status }) => status === "queued" || status === "running" || status === "waiting");
    const planned = states.flatMap((run) => run.planned);
    const groups = kept.flatMap(({ part, value }) => (part === "group" ? [(value as unknown as { readonly functionId: string }).functionId] : []));
    const waits = (opcode: string): boolean => planned.some((step) => step.opcode === opcode && step.phase === "waiting");
    const found: Readonly<Record<keyof Open, boolean>> = {
      step: planned.some(({ phase }) => phase === "running"), parallel: states.some((run) => run.planned.filter(({ phase }) => phase === "running").length > 1),
      sleep: waits("Sleep"), retry: waits("StepPlanned"), event: waits("WaitForEvent"), signal: waits("WaitForSignal"), invoke: waits("InvokeFunction"),
      throttle: states.some(({ functionId, status }) => functionId === "app-paced" && status === "queued"), batch: groups.includes("app-daily"), debounce: groups.includes("app-settled"),
    };
    for (const what of Object.keys(open) as (keyof Open)[]) if (found[what]) open[what]++;
  } finally {
    store.close();
  }
}

/** `order`, `daily`, `paced` and `settled` each have one run of it. */
export const runsOfAnEvent = 4;

export interface KillCounts {
  /** Before the session was ready, and while it worked. */
  readonly kills: { readonly starting: number; readonly working: number };
  readonly open: Open;
  readonly accepted: number;
  readonly finishedSteps: number;
  /** Events whose acceptance was told and that are not in history, or whose runs have not all completed. */
  readonly acceptedLost: number;
  /** Steps told to be finished whose result is not in history. */
  readonly finishedLost: number;
  /** Bodies that ran after their step was told to be finished. */
  readonly ranAgain: number;
  /** Runs in history at the end, and those of them that have not completed. */
  readonly runs: number;
  readonly notCompleted: number;
  /** Runs whose wait ended at its timeout, although what it waited for came. */
  readonly unanswered: number;
  readonly warnings: readonly string[];
}

/** Events in flight, and events of a whole session: each sets off seven runs. */
const ahead = 2;
const perSession = 4;

/** A session in a process of its own. */
export interface KilledSession {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  send(message: ToSession): void;
  /** Resolves when it has told so much, or has ended. */
  hasTold(count: number): Promise<void>;
  readonly exited: Promise<unknown>;
}

export function startKilledSession(file: string, ledger: string, program: string | undefined, onAccepted: (n: number, internalId: string) => void): KilledSession {
  const child = fork(path.join(import.meta.dirname, "killed-session.ts"), [file, ledger, ...(program === undefined ? [] : [program])], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ready = new Promise<void>((resolve, reject) => {
    child.on("message", (message: FromSession) => {
      if ("ready" in message) resolve();
      if ("accepted" in message) onAccepted(message.accepted, message.internalId);
    });
    child.once("exit", (code, signal) => { if (signal !== "SIGKILL") reject(new Error(`the session ended with ${code ?? signal}`)); });
  });
  ready.catch(() => undefined);
  const exited = once(child, "exit");
  const hasTold = (count: number): Promise<void> => new Promise((resolve) => {
    child.on("message", (message: FromSession) => { if ("told" in message && message.told >= count) resolve(); });
    void exited.then(() => { resolve(); });
  });
  return { child, ready, hasTold, exited, send: (message) => { if (child.connected) child.send(message, () => undefined); } };
}

export async function killAgainAndAgain({ kills, folder, program, seed, within }: KillOptions): Promise<KillCounts> {
  const file = path.join(folder, "history.sqlite");
  const ledger = path.join(folder, "ledger.txt");
  writeFileSync(ledger, "");
  const random = createRandom(seed);
  const accepted = new Map<number, string>();
  const count = { starting: 0, working: 0 };
  const open = noneOpen();
  let next = 0;
  for (let kill = 0; kill < kills; kill++) {
    let sent = 0;
    const more = (): void => { if (sent++ < perSession) session.send({ send: next++ }); };
    const session = startKilledSession(file, ledger, program, (n, internalId) => { accepted.set(n, internalId); more(); });
    if (random() < 0.15) {
      count.starting++;
      await Promise.race([setTimeout(random() * within.start), session.exited]);
    } else {
      count.working++;
      const isFar = session.hasTold(Math.ceil(random() * within.told));
      await session.ready;
      for (let n = 0; n < ahead; n++) more();
      await isFar;
    }
    session.child.kill("SIGKILL");
    const [code, signal] = await session.exited as [number | null, string | null];
    if (signal !== "SIGKILL") throw new Error(`the session ended by itself, with ${code}`);
    await countOpen(file, open);
  }
  const last = startKilledSession(file, ledger, program, () => undefined);
  await last.ready;
  last.send({ end: true });
  await last.exited;
  return { kills: count, open, ...await examine(file, readFileSync(ledger, "utf8"), accepted) };
}

/** Compares what sessions told, in a ledger, with what is in history. */
export async function examine(file: string, ledger: string, accepted: ReadonlyMap<number, string>): Promise<Omit<KillCounts, "kills" | "open">> {
  const store = await openStore({ file, warn: (message) => { throw new Error(message); } });
  try {
    const runs = new Map<string, RunState>(store.runs({ limit: 1_000_000 }).flatMap(({ runId }) => store.recording(runId) ?? []).map(replay).map((run) => [run.runId, run]));
    const finished = new Set<string>();
    const ranAgain = new Set<string>();
    const warnings: string[] = [];
    for (const line of ledger.split("\n")) {
      const [what = "", runId = "", step = ""] = line.split(" ");
      if (what === "warning") warnings.push(line.slice("warning ".length));
      if (what === "finished") finished.add(`${runId} ${step}`);
      if (what === "ran" && finished.has(`${runId} ${step}`)) ranAgain.add(`${runId} ${step}`);
    }
    const finishedLost = [...finished].filter((key) => {
      const [runId = "", step] = key.split(" ");
      return runs.get(runId)?.steps.some(({ id }) => id === step) !== true;
    });
    const acceptedLost = [...accepted.values()].filter((internalId) => {
      if (store.event(internalId) === undefined) return true;
      const started = store.runs({ event: internalId }).flatMap(({ runId }) => runs.get(runId) ?? []);
      return started.length !== runsOfAnEvent || started.some(({ status }) => status !== "completed");
    });
    return {
      accepted: accepted.size, finishedSteps: finished.size, acceptedLost: acceptedLost.length, finishedLost: finishedLost.length, ranAgain: ranAgain.size,
      runs: runs.size, notCompleted: [...runs.values()].filter(({ status }) => status !== "completed").length, warnings,
      unanswered: [...runs.values()].filter(({ output }) => (output as { readonly isAnswered?: boolean } | null | undefined)?.isAnswered === false).length,
    };
  } finally {
    store.close();
  }
}
