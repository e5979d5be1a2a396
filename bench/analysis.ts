/** Language server and `check`: what a keystroke, a cold start and memory cost. */
import { execFileSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { residentMegabytes } from "./processes.ts";
import { median, percentile, type Figure } from "./report.ts";
import { open, startServer, type ServerUnderTest } from "./language-server.ts";
import { measureTypes } from "./types.ts";
import { inngestFile, writeWorkspace, type WorkspaceSize } from "./workspace.ts";

const coldRuns = 5;
/** Milliseconds after which the server has written its index; see server/src/lsp/index-store.ts. */
const indexWritten = 6000;

/** Types and deletes a character at `edits` places of an open 300-line document; resolves to the time of each, in ms. */
async function typeInto(server: ServerUnderTest, uri: string, text: string, edits: number): Promise<number[]> {
  const lines = text.split("\n");
  await open(server, uri, text);
  const times: number[] = [];
  for (let k = 0; k < edits; k++) {
    const line = (k * 37) % lines.length;
    const character = lines[line]?.length ?? 0;
    const insert = k % 2 === 0;
    // Each second edit takes back the one before it, so that the text stays as generated.
    const at = insert ? { line, character } : { line: ((k - 1) * 37) % lines.length, character: lines[((k - 1) * 37) % lines.length]?.length ?? 0 };
    const range = { start: at, end: insert ? at : { line: at.line, character: at.character + 1 } };
    const started = performance.now();
    await server.connection.sendNotification("textDocument/didChange", { textDocument: { uri, version: k + 2 }, contentChanges: [{ range, text: insert ? " " : "" }] });
    await server.connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
    times.push(performance.now() - started);
  }
  return times;
}

interface Measured {
  /** Milliseconds from the start of the process to the answer for one open file. */
  readonly firstFile: number;
  /** The same to the findings of the whole workspace. */
  readonly whole: number;
  readonly typing: readonly number[];
  /** Resident after all that, in MB. */
  readonly memory: number | undefined;
}

/** @param wait Milliseconds before it is stopped, in which it may write its index to `storage`. */
async function measureServer(cli: string, root: string, storage: string, wait: number): Promise<Measured> {
  const started = performance.now();
  const server = await startServer(cli, root, storage);
  try {
    const file = path.join(root, "src/area-7/feature-7/run.ts");
    await server.connection.sendNotification("initialized", {});
    await open(server, pathToFileURL(file).href, await readFile(file, "utf8"));
    const firstFile = performance.now() - started;
    await server.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
    const whole = performance.now() - started;
    const typed = pathToFileURL(path.join(root, "src/area-0/typed.ts")).href;
    const typing = await typeInto(server, typed, inngestFile(1, 100, 90, "../"), 300);
    await setTimeout(wait);
    return { firstFile, whole, typing, memory: residentMegabytes(server.pid) };
  } finally {
    await server.stop();
  }
}

interface Size extends WorkspaceSize {
  readonly name: string;
  /** Whether the targets of the design hold for it. */
  readonly judged: boolean;
}

const sizes: readonly Size[] = [
  { name: "1,000 files", files: 1_000, inngestFiles: 50, bytesPerFile: 9_000, judged: false },
  { name: "10,000 files", files: 10_000, inngestFiles: 500, bytesPerFile: 9_000, judged: true },
  { name: "1,000 functions", files: 1_200, inngestFiles: 1_000, bytesPerFile: 9_000, judged: false },
];

export async function measureAnalysis(cli: string, scratch: string, sdkFrom: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) figures.push(...await measureSize(cli, scratch, sdkFrom, size));
  return [...figures, ...await measureTypes(cli, scratch, sdkFrom)];
}

async function measureSize(cli: string, scratch: string, sdkFrom: string, { name, judged, ...size }: Size): Promise<Figure[]> {
  const root = path.join(scratch, "workspace");
  const storage = path.join(scratch, "storage");
  await writeWorkspace(root, size, sdkFrom);
  try {
    const check = (...options: string[]): number => {
      const started = performance.now();
      execFileSync(process.execPath, [cli, "check", ".", "--format", "json", ...options], { cwd: root, stdio: ["ignore", "ignore", "inherit"], maxBuffer: 1 << 30 });
      return (performance.now() - started) / 1000;
    };
    const cold = Array.from({ length: coldRuns }, () => check("--no-types"));
    const typed = check();
    const first = await measureServer(cli, root, storage, indexWritten);
    const warm: Measured[] = [];
    for (let k = 0; k < 3; k++) warm.push(await measureServer(cli, root, storage, 0));
    const typing = [first, ...warm].flatMap((server) => server.typing);
    const memory = [first, ...warm].flatMap((server) => server.memory ?? []);
    const target = (value: number): { readonly target?: number } => (judged ? { target: value } : {});
    return [
      ...[50, 95, 99].map((p): Figure => ({ what: `${name}: key to diagnostic, p${String(p)}`, measured: percentile(typing, p), unit: "ms", ...(p === 95 ? { target: 10 } : {}), how: "4 × 300 edits of a 300-line file, over stdio" })),
      { what: `${name}: cold index`, measured: median(cold), unit: "s", ...target(1), how: `median of ${String(coldRuns)}, \`check --no-types\` from start to exit, warm page cache` },
      { what: `${name}: the same with types`, measured: typed, unit: "s", how: "once" },
      { what: `${name}: first open file`, measured: first.firstFile / 1000, unit: "s", ...target(0.3), how: "process start included, nothing kept from before" },
      { what: `${name}: first open file, warm`, measured: median(warm.map(({ firstFile }) => firstFile)) / 1000, unit: "s", ...target(0.3), how: "median of 3" },
      { what: `${name}: whole workspace, cold`, measured: first.whole / 1000, unit: "s", how: "start of the server to all findings" },
      { what: `${name}: whole workspace, warm`, measured: median(warm.map(({ whole }) => whole)) / 1000, unit: "s", how: "median of 3, the index kept from before" },
      ...(memory.length === 0 ? [] : [{ what: `${name}: memory of the language server`, measured: median(memory), unit: "MB" as const, ...target(170), how: "median of 4, after typing" }]),
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
    await rm(storage, { recursive: true, force: true });
  }
}
