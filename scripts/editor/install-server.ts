/**
 * Installs VS Code's own server and browser workbench from npm (the package code-server), where desktop VS Code is not to
 * be had. Nothing is compiled: two native modules are replaced (native-stubs.ts), the rest ships prebuilt.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { runNpm } from "../run.ts";
import { nativeStubs } from "./native-stubs.ts";

/** VS Code 1.139.1. */
const version = "4.139.1";
/** Changes when the steps below change, so that an older installation is made again. */
const recipe = `${version} recipe 1`;

/** Payloads of assistants and other platforms: half of the installation, and nothing here uses them. */
const unused = [
  "node_modules/@github", "node_modules/@microsoft/mxc-sdk", "node_modules/@devcontainers", "node_modules/@vscode/sandbox-runtime",
  "node_modules/@vscode/windows-process-tree", "node_modules/@vscode/windows-registry", "extensions/copilot", "extensions/mermaid-markdown-features",
];

/** Platforms the package supports. */
export const serverSupported = process.platform === "linux" || process.platform === "darwin";

/** Answers the server's entry script below `cache`, installing it first where it is missing. About 20 s and 240 MB. */
export async function installServer(cache: string): Promise<string> {
  const folder = path.join(cache, "server");
  const stamp = path.join(folder, "installed");
  const entry = path.join(folder, "node_modules", "code-server", "out", "node", "entry.js");
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === recipe) return entry;

  const unfinished = path.join(cache, "server-unfinished");
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await writeFile(path.join(unfinished, "package.json"), '{ "private": true }\n');
  await runNpm(["install", "--no-save", `code-server@${version}`], unfinished);
  const vscode = path.join(unfinished, "node_modules", "code-server", "lib", "vscode");
  // Not `npm ci`: the shrinkwrap the package ships is out of step with its manifest.
  await Promise.all([vscode, path.join(vscode, "extensions")].map((folder) => runNpm(["install", "--omit=dev"], folder)));
  await replaceNatives(vscode);
  await linkHelpers(vscode);
  await slim(vscode);
  await writeFile(path.join(unfinished, "installed"), recipe);

  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
  return entry;
}

async function replaceNatives(vscode: string): Promise<void> {
  for (const [name, code] of Object.entries(nativeStubs)) await writeFile(path.join(vscode, "node_modules", name, "index.js"), code);
}

/** The links that the package's own install script makes. */
async function linkHelpers(vscode: string): Promise<void> {
  const platform = process.platform === "darwin" ? "darwin" : "linux";
  const links = [["remote-cli/code-server", `code-${platform}.sh`], ["helpers/browser.sh", `browser-${platform}.sh`]] as const;
  for (const [link, target] of links) {
    const file = path.join(vscode, "bin", link);
    await rm(file, { force: true });
    await symlink(target, file);
  }
}

async function slim(vscode: string): Promise<void> {
  await Promise.all(unused.map((folder) => rm(path.join(vscode, folder), { recursive: true, force: true })));
  const keep = `${process.platform}-${process.arch}`;
  for (const folder of ["node_modules/@vscode/ripgrep-universal/bin", "node_modules/node-pty/prebuilds"]) {
    const binaries = path.join(vscode, folder);
    if (!existsSync(path.join(binaries, keep))) continue;
    for (const platform of await readdir(binaries)) if (platform !== keep) await rm(path.join(binaries, platform), { recursive: true });
  }
}
