/** Bundles the programs. `--watch` rebuilds on change, `--production` minifies, `--target <platform>` picks the esbuild executable, `--outdir` is `dist` when left out. */
import { chmod, copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { build, context } from "esbuild";
import { libraries, programs } from "./bundles.ts";
import { binaryName, currentTarget, findEsbuildBinary } from "./esbuild-binary.ts";
import { readPackageSettings } from "./package-settings.ts";
import { readTypeLibraries } from "./type-libraries.ts";
import { findPackageFolders, readBundledPackage, toNotices } from "./notices.ts";

const { values: { outdir, target, watch, production } } = parseArgs({
  options: {
    watch: { type: "boolean", default: false },
    production: { type: "boolean", default: false },
    target: { type: "string", default: currentTarget },
    outdir: { type: "string", default: "dist" },
  },
});

async function copyEsbuildBinary(): Promise<void> {
  const binary = path.join(outdir, "bin", binaryName(target));
  await mkdir(path.dirname(binary));
  await copyFile(await findEsbuildBinary(target), binary);
  await chmod(binary, 0o755);
}

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
await writeFile(path.join(outdir, "package.json"), '{ "type": "commonjs" }\n');
await copyEsbuildBinary();
// Goes into the user's project as it is, beside the tests that are saved there.
await copyFile("shared/recording/saved-test/inngest-replay.ts", path.join(outdir, "inngest-replay.ts"));
await writeFile(path.join(outdir, "package-settings.schema.json"), JSON.stringify(await readPackageSettings("package.json")));
await mkdir(path.join(outdir, "lib"));
for (const [name, text] of readTypeLibraries()) await writeFile(path.join(outdir, "lib", name), text);
const others = libraries(outdir);
const ours = programs(outdir, { minify: production });
if (watch) {
  await Promise.all(others.map((options) => build(options)));
  for (const options of ours) await (await context(options)).watch();
} else {
  const results = await Promise.all([...others, ...ours].map((options) => build(options)));
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  await writeFile(path.join(outdir, "NOTICES.txt"), toNotices(findPackageFolders(inputs).map(readBundledPackage)));
}
