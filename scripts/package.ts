/** Makes the VSIX of one platform: `npm run package -- [--target linux-arm64] [--out file.vsix] [--pre-release]`. */
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import process from "node:process";
import { parseArgs, promisify } from "node:util";
import { currentTarget, targets } from "./esbuild-binary.ts";

const run = promisify(execFile);
const maxBytes = 8_000_000;

const { values } = parseArgs({ options: { target: { type: "string", default: currentTarget }, out: { type: "string" }, "pre-release": { type: "boolean" } } });
const { target } = values;
if (!targets.includes(target)) throw new Error(`there is no build for \`${target}\`; known targets are ${targets.join(", ")}`);
const { default: manifest } = await import("../package.json", { with: { type: "json" } });
const out = values.out ?? `${manifest.name}-${target}-${manifest.version}.vsix`;

await run(process.execPath, ["scripts/build.ts", "--production", "--target", target]);

const options = ["package", "--no-dependencies", "--target", target, "--out", out];
if (values["pre-release"] === true) options.push("--pre-release");
// Relative links of the README become absolute through the repository field, which a release sets from where it runs.
if (!("repository" in manifest)) options.push("--allow-missing-repository", "--no-rewrite-relative-links");
const { stdout, stderr } = await run(process.execPath, ["node_modules/@vscode/vsce/vsce", ...options]);
process.stdout.write(stdout);
process.stderr.write(stderr);
if (/\bwarning\b/i.test(stdout + stderr)) throw new Error("vsce warns; see above");

const { size } = await stat(out);
if (size > maxBytes) throw new Error(`${out} has ${size} bytes; the limit is ${maxBytes}`);
