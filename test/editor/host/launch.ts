/** Runs the suite of the extension host: bundles it, starts an editor on a copy of an example, reads the results. */
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { findDesktopProgram } from "../../../scripts/editor/find.ts";
import type { Counts } from "../../../scripts/counts.ts";
import { copyExample } from "../example.ts";
import { places, root } from "../places.ts";
import { resultsVariable } from "./results.ts";

export type HostKind = "browser" | "desktop";

/** Bundles each suite; mocha stays outside, since it loads parts of itself by name. */
async function bundleSuites(): Promise<void> {
  const suites = (await readdir(import.meta.dirname)).filter((file) => file.endsWith(".suite.ts"));
  await build({
    entryPoints: { index: path.join(import.meta.dirname, "run.ts"), ...Object.fromEntries(suites.map((file) => [file.replace(/\.ts$/, ""), path.join(import.meta.dirname, file)])) },
    outdir: path.dirname(places.hostSuite),
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
}

/** The executable to start: desktop VS Code, downloaded where it is not installed, or the stand-in for the browser-hosted one. */
async function findExecutable(kind: HostKind): Promise<string> {
  if (kind === "browser") return path.join(import.meta.dirname, "code.ts");
  return findDesktopProgram() ?? await download();
}

async function download(): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ version: "stable", cachePath: path.join(places.vscode, "desktop") });
  } catch (error) {
    throw new Error("there is no editor to test in, and VS Code could not be downloaded: install Chrome, Chromium or VS Code", { cause: error });
  }
}

export async function runHostSuite(kind: HostKind): Promise<Counts> {
  const folder = path.join(places.run, "host");
  const results = path.join(folder, "results.json");
  await rm(folder, { recursive: true, force: true });
  await mkdir(places.out, { recursive: true });
  await bundleSuites();
  const workspace = await copyExample("onboarding", "host");
  const code = await runTests({
    vscodeExecutablePath: await findExecutable(kind),
    extensionDevelopmentPath: root,
    extensionTestsPath: places.hostSuite,
    extensionTestsEnv: { [resultsVariable]: results },
    launchArgs: [workspace, `--user-data-dir=${path.join(folder, "user")}`, `--extensions-dir=${path.join(folder, "extensions")}`],
  }).catch((error: unknown) => error);
  if (existsSync(results)) return JSON.parse(await readFile(results, "utf8")) as Counts;
  throw new Error("the extension host told no results", { cause: code });
}
