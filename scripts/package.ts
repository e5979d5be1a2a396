/** Makes the VSIX of one platform: `npm run package -- [--target linux-arm64] [--out file.vsix] [--pre-release]`. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { parseArgs, promisify } from "node:util";
import { currentTarget, targets } from "./esbuild-binary.ts";

const run = promisify(execFile);
const maxBytes = 8_000_000;
const staging = path.join(".cache", "vsix");

const { values } = parseArgs({ options: { target: { type: "string", default: currentTarget }, out: { type: "string" }, "pre-release": { type: "boolean" } } });
const { target } = values;
if (!targets.includes(target)) throw new Error(`there is no build for \`${target}\`; known targets are ${targets.join(", ")}`);
const manifest = JSON.parse(await readFile("package.json", "utf8")) as { name: string; version: string; repository?: unknown };
const out = path.resolve(values.out ?? `${manifest.name}-${target}-${manifest.version}.vsix`);

/** vsce matches every file of the folder it packs against .vscodeignore: 40 s with our node_modules, 1 s with what may ship. */
async function stage(): Promise<void> {
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  for (const entry of [".vscodeignore", "package.json", "README.md", "CHANGELOG.md", "LICENSE", "dist", "client/media", "syntaxes"]) {
    if (existsSync(entry)) await cp(entry, path.join(staging, entry), { recursive: true });
  }
}

await run(process.execPath, ["scripts/build.ts", "--production", "--target", target]);
await stage();

const options = ["package", "--no-dependencies", "--target", target, "--out", out];
if (values["pre-release"] === true) options.push("--pre-release");
// Relative links of the README become absolute through the repository field, which a release sets from where it runs.
if (manifest.repository === undefined) options.push("--allow-missing-repository", "--no-rewrite-relative-links");
const { stdout, stderr } = await run(process.execPath, [path.resolve("node_modules/@vscode/vsce/vsce"), ...options], { cwd: staging });
process.stdout.write(stdout);
process.stderr.write(stderr);
if (/\bwarn(ing)?\b/i.test(stdout + stderr)) throw new Error("vsce warns; see above");

const { size } = await stat(out);
if (size > maxBytes) throw new Error(`${out} has ${size} bytes; the limit is ${maxBytes}`);
