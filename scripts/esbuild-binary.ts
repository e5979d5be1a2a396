/** The native esbuild executable of a platform: from node_modules for this machine, from the package registry for others. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Platforms as the marketplaces name them, and the esbuild build each one ships. esbuild is static, so it serves Alpine too. */
const builds: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "alpine-x64": "linux-x64",
  "alpine-arm64": "linux-arm64",
  "darwin-x64": "darwin-x64",
  "darwin-arm64": "darwin-arm64",
  "win32-x64": "win32-x64",
  "win32-arm64": "win32-arm64",
};

export const targets: readonly string[] = Object.keys(builds);

/** The target that runs on this machine. */
export const currentTarget = `${process.platform}-${process.arch}`;

/** File name of the executable in `dist/bin/`. */
export function binaryName(target: string): string {
  return target.startsWith("win32-") ? "esbuild.exe" : "esbuild";
}

/**
 * Path of the executable for `target`, its SHA-256 checked against the list that the esbuild package carries.
 * A foreign platform's package is fetched once into `.cache/esbuild/`.
 */
export async function findEsbuildBinary(target: string): Promise<string> {
  const platform = builds[target];
  if (platform === undefined) throw new Error(`there is no build for \`${target}\`; known targets are ${targets.join(", ")}`);
  const esbuild = JSON.parse(await readFile("node_modules/esbuild/package.json", "utf8")) as { version: string; "esbuild.binaryHashes": Record<string, string> };
  const inside = platform.startsWith("win32-") ? "esbuild.exe" : "bin/esbuild";
  const name = `@esbuild/${platform}`;
  const installed = path.join("node_modules", name, inside);
  const file = existsSync(installed) ? installed : path.join(await fetchPackage(name, esbuild.version), inside);

  const expected = esbuild["esbuild.binaryHashes"][`${name}/${inside}`];
  const found = createHash("sha256").update(await readFile(file)).digest("hex");
  if (found !== expected) throw new Error(`${file} is not the executable that esbuild ${esbuild.version} names for ${platform}: its SHA-256 is ${found}`);
  return file;
}

/** Unpacks a package into the cache and answers its folder. */
async function fetchPackage(name: string, version: string): Promise<string> {
  const folder = path.join(".cache", "esbuild", `${name.replace("/", "-")}-${version}`);
  const unpacked = path.join(folder, "package");
  if (existsSync(unpacked)) return unpacked;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const shell = process.platform === "win32";
  const { stdout } = await run("npm", ["pack", `${name}@${version}`, "--json", "--pack-destination", folder], { shell });
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  await run("tar", ["-xzf", path.basename(packed.filename)], { cwd: folder });
  return unpacked;
}
