/** Language server and `check`: what a keystroke, a cold start and memory cost. */
import { execFileSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { residentMegabytes } from "./processes.ts";
import { median, percentile, type Figure } from "./report.ts";
import { open, startServer, type ServerUnderTest } from "./language-server.ts";
import { inngestFile, writeWorkspace } from "./workspace.ts";

const coldRuns = 5;

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

/** Milliseconds from the start of the process to the answer for one open file, and the resident memory after the whole index. */
async function measureServer(cli: string, root: string, file: string): Promise<{ firstFile: number; typing: number[]; memory: number | undefined }> {
  const started = performance.now();
  const server = await startServer(cli, root);
  try {
    const uri = pathToFileURL(path.join(root, file)).href;
    await server.connection.sendNotification("initialized", {});
    await open(server, uri, await readFile(path.join(root, file), "utf8"));
    const firstFile = performance.now() - started;
    await server.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
    const typed = pathToFileURL(path.join(root, "src/area-0/typed.ts")).href;
    const typing = await typeInto(server, typed, inngestFile(1, 100, 90, "../"), 300);
    return { firstFile, typing, memory: residentMegabytes(server.pid) };
  } finally {
    await server.stop();
  }
}

export async function measureAnalysis(cli: string, scratch: string, sdkFrom: string): Promise<Figure[]> {
  const root = path.join(scratch, "workspace");
  await writeWorkspace(root, { files: 10_000, inngestFiles: 500, bytesPerFile: 9_000 }, sdkFrom);
  try {
    const cold = Array.from({ length: coldRuns }, () => {
      const started = performance.now();
      execFileSync(process.execPath, [cli, "check", ".", "--format", "json"], { cwd: root, stdio: ["ignore", "ignore", "inherit"], maxBuffer: 1 << 30 });
      return (performance.now() - started) / 1000;
    });
    const servers = [];
    for (let k = 0; k < 3; k++) servers.push(await measureServer(cli, root, "src/area-7/feature-7/run.ts"));
    const typing = servers.flatMap((server) => server.typing);
    const memory = servers.flatMap((server) => server.memory ?? []);
    return [
      { what: "key to diagnostic, p50", measured: percentile(typing, 50), unit: "ms", target: 10, how: "3 × 300 edits of a 300-line file, over stdio" },
      { what: "key to diagnostic, p95", measured: percentile(typing, 95), unit: "ms", target: 10, how: "the same" },
      { what: "cold index, 10,000 files", measured: median(cold), unit: "s", target: 1, how: `median of ${String(coldRuns)}, \`check\` from start to exit, warm page cache` },
      { what: "first open file, cold server", measured: median(servers.map((server) => server.firstFile)) / 1000, unit: "s", target: 0.3, how: "median of 3, process start included" },
      ...(memory.length === 0 ? [] : [{ what: "memory of the language server", measured: median(memory), unit: "MB" as const, target: 170, how: "median of 3, 10,000 files indexed, after typing" }]),
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
