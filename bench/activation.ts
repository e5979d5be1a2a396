/** What a window pays for the extension: the time in which its extension host can do nothing else. */
import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Activation } from "./activation-process.ts";
import { median, type Figure } from "./report.ts";

const windows = 9;

/** @param extension Its folder, with `dist/` built. */
export async function measureActivation(extension: string, scratch: string): Promise<Figure[]> {
  const [plain, found] = [await open("window-without", {}), await open("window-with", { inngest: "4.24.0" })];
  const how = `median of ${String(windows)} windows, each a process; the editor's own part left out`;
  return [
    { what: "without Inngest: activation", measured: median(plain.map(({ activated }) => activated)), unit: "ms", target: 5, how },
    { what: "without Inngest: processes of the extension", measured: plain.filter(({ started }) => started).length, unit: "processes", target: 0, how: "a second after activation" },
    { what: "with Inngest: activation", measured: median(found.map(({ activated }) => activated)), unit: "ms", how },
    { what: "with Inngest: longest block of the extension host", measured: median(found.map(({ blocked }) => blocked)), unit: "ms", target: 20, how: "in the second after activation, in which the server is started" },
  ];

  async function open(name: string, dependencies: Readonly<Record<string, string>>): Promise<Activation[]> {
    const folder = path.join(scratch, name);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ name, dependencies }));
    try {
      const results = Array.from({ length: windows }, () => JSON.parse(execFileSync(process.execPath, [path.join(import.meta.dirname, "activation-process.ts"), extension, folder], { encoding: "utf8" })) as Activation);
      if (results.some(({ started }) => started !== "inngest" in dependencies)) throw new Error(`in ${name} a language server is where none should be, or none where one should be`);
      return results;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
