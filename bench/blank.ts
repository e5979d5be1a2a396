/** A workspace without Inngest: what a server costs that someone starts there all the same, and what it reads. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { open, startServer } from "./language-server.ts";
import { childrenOf, residentMegabytes } from "./processes.ts";
import { median, type Figure } from "./report.ts";
import { ordinaryFile } from "./workspace.ts";

const files = 1000;

/** @returns Besides the figures the seconds of a `check` that finds nothing to read. */
export async function measureBlank(cli: string, scratch: string): Promise<{ readonly figures: Figure[]; readonly check: number }> {
  const root = path.join(scratch, "blank");
  const empty = path.join(root, "empty");
  await mkdir(empty, { recursive: true });
  await writeFile(path.join(root, "package.json"), JSON.stringify({ name: "blank" }));
  for (let n = 0; n < files; n++) await writeFile(path.join(root, `module-${String(n)}.ts`), ordinaryFile(n, 9_000));
  try {
    const check = median(Array.from({ length: 5 }, () => {
      const started = performance.now();
      execFileSync(process.execPath, [cli, "check", empty, "--no-types"], { stdio: "ignore" });
      return (performance.now() - started) / 1000;
    }));
    const server = await startServer(cli, root);
    try {
      await server.connection.sendNotification("initialized", {});
      const look = (n: number): Promise<unknown> => open(server, pathToFileURL(path.join(root, `module-${String(n)}.ts`)).href, ordinaryFile(n, 9_000));
      // Once it has answered, all of its own is loaded.
      await look(0);
      const read = readSoFar(server.pid);
      await look(1);
      await server.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
      const now = readSoFar(server.pid);
      const memory = residentMegabytes(server.pid);
      const how = `${String(files)} ordinary files, two of them open`;
      return {
        check,
        figures: [
          ...(read === undefined || now === undefined ? [] : [{ what: "without Inngest: files read", measured: (now - read) / 9_000, unit: "files" as const, target: 5, how: `${how}; bytes read in all, in files, what the editor sends included` }]),
          { what: "without Inngest: processes of the server", measured: childrenOf(server.pid).length, unit: "processes", target: 0, how },
          ...(memory === undefined ? [] : [{ what: "without Inngest: memory of the server", measured: memory, unit: "MB" as const, how: "in VS Code none is started" }]),
        ],
      };
    } finally {
      await server.stop();
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Bytes a process has read, from the kernel; Linux only, elsewhere undefined. */
function readSoFar(pid: number): number | undefined {
  try {
    return Number(/^rchar: (\d+)/.exec(readFileSync(`/proc/${String(pid)}/io`, "utf8"))?.[1]);
  } catch {
    return undefined;
  }
}
