/** Language server and `check`: what a keystroke, a cold start and memory cost, and how that grows with the workspace. */
import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { measureBlank } from "./blank.ts";
import { measureBranches } from "./branches.ts";
import { dropPageCache } from "./page-cache.ts";
import { median, percentile, type Figure } from "./report.ts";
import { measureServer, type Measured } from "./server-run.ts";
import { measureTypes } from "./types.ts";
import { writeWorkspace, type WorkspaceSize } from "./workspace.ts";

const checks = 5;
const sessions = 3;
const edits = 200;

interface Size extends WorkspaceSize {
  readonly name: string;
  /** Whether the targets of the design hold for it. */
  readonly judged: boolean;
}

const sizes: readonly Size[] = [
  { name: "1,000 files", files: 1_000, inngestFiles: 50, bytesPerFile: 9_000, judged: false },
  { name: "10,000 files", files: 10_000, inngestFiles: 500, bytesPerFile: 9_000, judged: true },
  { name: "1,000 functions", files: 1_200, inngestFiles: 1_000, bytesPerFile: 9_000, served: true, judged: false },
];

/** What the growth of a cost is told from. */
interface Costs {
  /** Seconds of a cold `check`, and milliseconds of a key. */
  readonly cold: number;
  readonly key: number;
}

export interface BenchOptions {
  /** Whether the page cache may be emptied, which the whole machine feels. */
  readonly dropCaches: boolean;
}

export async function measureAnalysis(cli: string, scratch: string, sdkFrom: string, { dropCaches }: BenchOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  const costs: Costs[] = [];
  for (const size of sizes) {
    const measured = await measureSize(cli, scratch, sdkFrom, { ...size, dropCaches });
    figures.push(...measured.figures);
    costs.push(measured.costs);
  }
  const blank = await measureBlank(cli, scratch);
  return [...figures, ...toGrowth(costs, blank.check), ...measureBranches(), ...blank.figures, ...await measureTypes(cli, scratch, sdkFrom)];
}

/** @param start Seconds of a `check` that finds nothing to read. */
function toGrowth([small, large, dense]: readonly Costs[], start: number): Figure[] {
  if (!small || !large || !dense) throw new Error("nothing was measured");
  return [
    { what: "growth of the cold index, 1,000 to 10,000 files", measured: (large.cold - start) / (small.cold - start), unit: "times", target: 12, how: "10 is linear; the start of the process left out" },
    { what: "growth of a key, 1,000 to 10,000 files", measured: large.key / small.key, unit: "times", target: 1.5, how: "of its p50" },
    { what: "growth of a key, 50 to 1,000 functions", measured: dense.key / small.key, unit: "times", target: 1.5, how: "of its p50" },
  ];
}

async function measureSize(cli: string, scratch: string, sdkFrom: string, { name, judged, dropCaches, ...size }: Size & BenchOptions): Promise<{ readonly figures: Figure[]; readonly costs: Costs }> {
  const root = path.join(scratch, "workspace");
  const storage = path.join(scratch, "storage");
  await writeWorkspace(root, size, sdkFrom);
  const forget = (): Promise<void> => rm(storage, { recursive: true, force: true });
  try {
    const check = (...options: string[]): number => {
      const started = performance.now();
      execFileSync(process.execPath, [cli, "check", ".", "--format", "json", ...options], { cwd: root, stdio: ["ignore", "ignore", "inherit"], maxBuffer: 1 << 30 });
      return (performance.now() - started) / 1000;
    };
    const index = Array.from({ length: checks }, () => check("--no-types"));
    if (dropCaches) dropPageCache();
    const coldDisk = dropCaches ? check("--no-types") : undefined;
    const typed = check();
    const cold: Measured[] = [];
    const warm: Measured[] = [];
    for (let k = 0; k < sessions; k++) {
      await forget();
      cold.push(await measureServer(cli, { root, storage, edits, typesMeanwhile: true }));
    }
    for (let k = 0; k < sessions; k++) warm.push(await measureServer(cli, { root, storage, edits, typesMeanwhile: false }));
    return { figures: toFigures({ name, judged, index, coldDisk, typed, cold, warm }), costs: { cold: median(index), key: percentile([...cold, ...warm].flatMap(({ typing }) => typing), 50) } };
  } finally {
    await rm(root, { recursive: true, force: true });
    await forget();
  }
}

interface Results {
  readonly name: string;
  readonly judged: boolean;
  /** Seconds of cold checks without types, and of one with them. */
  readonly index: readonly number[];
  readonly typed: number;
  /** Seconds of one from a cold disk. */
  readonly coldDisk: number | undefined;
  readonly cold: readonly Measured[];
  readonly warm: readonly Measured[];
}

function toFigures({ name, judged, index, coldDisk, typed, cold, warm }: Results): Figure[] {
  const all = [...cold, ...warm];
  const target = (value: number): { readonly target?: number } => (judged ? { target: value } : {});
  const seconds = (runs: readonly Measured[], of: "initialize" | "firstFile" | "whole"): number => median(runs.map((run) => run[of])) / 1000;
  const keys = all.flatMap(({ typing }) => typing);
  const own = all.flatMap((run) => run.own);
  const meanwhile = (runs: readonly Measured[], start: string): Figure[] => {
    const keys = runs.flatMap((run) => run.meanwhile);
    if (keys.length === 0) return [];
    return [{ what: `${name}: key while the workspace is read, ${start}, p95`, measured: percentile(keys, 95), unit: "ms", target: 20, how: `${String(keys.length)} edits of the open file in ${String(runs.length)} ${start} starts` }];
  };
  const memory = (what: string, values: readonly (number | undefined)[], limit: number, when = "after typing"): Figure[] => {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? [] : [{ what: `${name}: memory of the ${what}`, measured: median(known), unit: "MB", ...target(limit), how: `median of ${String(known.length)}, ${when}` }];
  };
  const sessionsOf = `median of ${String(sessions)}`;
  return [
    ...[50, 95, 99].map((p): Figure => ({ what: `${name}: key to diagnostic, p${String(p)}`, measured: percentile(keys, p), unit: "ms", ...(p === 95 ? { target: 10 } : {}), how: `${String(all.length)} × ${String(edits)} edits of a 300-line file, over stdio, as fast as a held key repeats` })),
    { what: `${name}: key in a function of the workspace, p95`, measured: percentile(own, 95), unit: "ms", target: 10, how: `${String(own.length)} edits of a small file; of 1,000 functions one that is served with all others` },
    ...(["client", "events"] as const).map((file): Figure => ({
      what: `${name}: key in the file of the ${file}, p95`, measured: percentile(all.flatMap((run) => run[file]), 95), unit: "ms", target: 10, how: "to the answer for the file; the functions that import it follow between keys",
    })),
    { what: `${name}: opening the file of the client, or of the events, p95`, measured: percentile(all.flatMap(({ opened }) => opened), 95), unit: "ms", target: 50, how: "as it is on the disk: nothing that is made from it is made again" },
    ...meanwhile(cold, "cold"),
    ...meanwhile(warm, "warm"),
    { what: `${name}: cold index`, measured: median(index), unit: "s", ...target(1), how: `median of ${String(checks)}, \`check --no-types\` from start to exit, warm page cache` },
    ...(coldDisk === undefined ? [] : [{ what: `${name}: the same, cold disk`, measured: coldDisk, unit: "s" as const, ...target(2.5), how: "once, the page cache emptied before, the program read from the disk, too" }]),
    { what: `${name}: the same with types`, measured: typed, unit: "s", how: "once" },
    { what: `${name}: answer to initialize`, measured: seconds(all, "initialize"), unit: "s", how: `median of ${String(all.length)}, process start included` },
    { what: `${name}: first open file`, measured: seconds(cold, "firstFile"), unit: "s", ...target(0.3), how: `${sessionsOf}, process start included, nothing kept from before` },
    { what: `${name}: first open file, warm`, measured: seconds(warm, "firstFile"), unit: "s", ...target(0.3), how: sessionsOf },
    { what: `${name}: whole workspace, cold`, measured: seconds(cold, "whole"), unit: "s", how: `${sessionsOf}, start of the server to all findings, while keys are typed` },
    { what: `${name}: whole workspace, warm`, measured: seconds(warm, "whole"), unit: "s", ...target(0.3), how: `${sessionsOf}, start of the server to all findings, the index kept from before` },
    ...memory("language server", all.map((run) => run.memory), 170),
    ...memory("language server at rest", all.map(({ memoryAtRest }) => memoryAtRest), 150, "10 s after typing"),
    ...memory("types process", all.map(({ typesMemory }) => typesMemory), 430),
  ];
}
