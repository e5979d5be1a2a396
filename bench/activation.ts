/** What a window pays for the extension: the time in which its extension host, VS Code's own, can do nothing else. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { runInBrowserHost } from "../test/editor/host/browser-host.ts";
import { places } from "../test/editor/places.ts";
import { resultVariable, type Activation } from "./activation-result.ts";
import { median, type Figure } from "./report.ts";

const windows = 5;

/** @param cli Path of `dist/cli.js`; the extension it belongs to is measured as it is built. */
export async function measureActivation(cli: string, scratch: string): Promise<Figure[]> {
  const suite = path.join(scratch, "activation-suite.cjs");
  await build({ entryPoints: [path.join(import.meta.dirname, "activation-suite.ts")], outfile: suite, bundle: true, platform: "node", format: "cjs", external: ["vscode"], logLevel: "warning" });
  await mkdir(places.out, { recursive: true });
  const [plain, found] = [await open("window-without", {}), await open("window-with", { inngest: "4.24.0" })];
  const how = `median of ${String(windows)} windows of the browser-hosted VS Code`;
  return [
    { what: "without Inngest: loading and activation", measured: median(plain.map(({ activated }) => activated)), unit: "ms", target: 5, how: `${how}, by the editor's own marks` },
    { what: "without Inngest: processes of the extension", measured: plain.filter(({ started }) => started).length, unit: "processes", target: 0, how: "1.5 s after activation" },
    { what: "with Inngest: loading and activation", measured: median(found.map(({ activated }) => activated)), unit: "ms", how },
    { what: "with Inngest: longest block of the extension host", measured: median(found.map(({ blocked }) => blocked)), unit: "ms", target: 20, how: `${how}, in the 1.5 s from activation on, in which the server is started` },
    { what: "an extension host at rest: longest block", measured: median([...plain, ...found].map(({ blockedBefore }) => blockedBefore)), unit: "ms", how: "the same windows before activation: not ours" },
  ];

  async function open(name: string, dependencies: Readonly<Record<string, string>>): Promise<Activation[]> {
    const [workspace, result, user] = [path.join(scratch, name), path.join(scratch, `${name}.json`), path.join(scratch, `${name}-user`)];
    await mkdir(workspace, { recursive: true });
    await writeFile(path.join(workspace, "package.json"), JSON.stringify({ name, dependencies }));
    const activations: Activation[] = [];
    for (let count = 0; count < windows; count++) {
      await rm(user, { recursive: true, force: true });
      await runInBrowserHost({ userData: user, extensions: path.join(user, "extensions"), workspace, extensionDevelopmentPath: path.resolve(path.dirname(cli), ".."), extensionTestsPath: suite, environment: { [resultVariable]: result } });
      activations.push(JSON.parse(await readFile(result, "utf8")) as Activation);
      await rm(result);
    }
    if (activations.some(({ started }) => started !== "inngest" in dependencies)) throw new Error(`in ${name} a language server is where none should be, or none where one should be`);
    return activations;
  }
}
