/** The libraries in dist/ as our programs load them. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";
import { build } from "esbuild";
import { libraries } from "../scripts/bundles.ts";
import { binaryName, currentTarget, findEsbuildBinary } from "../scripts/esbuild-binary.ts";
import { root } from "./tree.ts";

test("the bundled esbuild uses its own executable, whatever the environment names", async (t) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-dist-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const options of libraries(folder)) await build({ ...options, absWorkingDir: root });
  await writeFile(path.join(folder, "package.json"), '{ "type": "commonjs" }');
  const binary = path.join(folder, "bin", binaryName(currentTarget));
  await mkdir(path.dirname(binary));
  await copyFile(await findEsbuildBinary(currentTarget), binary);
  await chmod(binary, 0o755);

  const program = 'import("./esbuild.js").then(async ({ transform, version }) => console.log(version, (await transform("let a: number = 1", { loader: "ts" })).code.trim()))';
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { cwd: folder, env: { ...process.env, ESBUILD_BINARY_PATH: path.join(folder, "no-such-program") } });
  assert.match(stdout, /^\d+\.\d+\.\d+ let a = 1;\n$/);
});
