/** Makes the VSIX of one platform: `npm run package -- [--target linux-arm64] [--out file.vsix] [--pre-release]`. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { parseArgs, promisify } from "node:util";
import { currentTarget, targets } from "./esbuild-binary.ts";

const run = promisify(execFile);
const maxBytes = 8_000_000;

const { values } = parseArgs({ options: { target: { type: "string", default: currentTarget }, out: { type: "string" }, "pre-release": { type: "boolean" } } });
const { target } = values;
if (!targets.includes(target)) throw new Error(`there is no build for \`${target}\`; known targets are ${targets.join(", ")}`);
const manifest = JSON.parse(await readFile("package.json", "utf8")) as { name: string; version: string; repository?: unknown };
const out = path.resolve(values.out ?? `${manifest.name}-${target}-${manifest.version}.vsix`);

/**
 * Puts what may ship into `folder` and packs it there: vsce matches every file of the folder that it packs against
 * .vscodeignore, which takes 40 s with our node_modules and 1 s without.
 */
async function packIn(folder: string): Promise<void> {
  for (const entry of [".vscodeignore", "package.json", "README.md", "CHANGELOG.md", "LICENSE", "client/media", "syntaxes", "docs/rules"]) {
    if (existsSync(entry)) await cp(entry, path.join(folder, entry), { recursive: true });
  }
  await run(process.execPath, ["scripts/build.ts", "--production", "--target", target, "--outdir", path.join(folder, "dist")]);

  const options = ["package", "--no-dependencies", "--target", target, "--out", out];
  if (values["pre-release"] === true) options.push("--pre-release");
  // Relative links of the README become absolute through the repository field, which a release sets from where it runs.
  if (manifest.repository === undefined) options.push("--allow-missing-repository", "--no-rewrite-relative-links");
  const { stdout, stderr } = await run(process.execPath, [path.resolve("node_modules/@vscode/vsce/vsce"), ...options], { cwd: folder });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  if (/\bwarn(ing)?\b/i.test(stdout + stderr)) throw new Error("vsce warns; see above");
}

const folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-vsix-"));
try {
  await packIn(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
const { size } = await stat(out);
if (size > maxBytes) throw new Error(`${out} has ${size} bytes; the limit is ${maxBytes}`);
