/** Bundles the programs into dist/. `--watch` rebuilds on change; `--production` minifies; `--target <platform>` picks the esbuild executable. */
import { chmod, copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { build, context } from "esbuild";
import { libraries, programs } from "./bundles.ts";
import { binaryName, currentTarget, findEsbuildBinary } from "./esbuild-binary.ts";
import { findPackageFolders, readBundledPackage, toNotices } from "./notices.ts";

const { values } = parseArgs({ options: { watch: { type: "boolean" }, production: { type: "boolean" }, target: { type: "string", default: currentTarget } } });
const ours = programs({ minify: values.production === true });

async function copyEsbuildBinary(target: string): Promise<void> {
  const binary = path.join("dist", "bin", binaryName(target));
  await mkdir(path.dirname(binary));
  await copyFile(await findEsbuildBinary(target), binary);
  await chmod(binary, 0o755);
}

await rm("dist", { recursive: true, force: true });
await mkdir("dist", { recursive: true });
await writeFile("dist/package.json", '{ "type": "commonjs" }\n');
await copyEsbuildBinary(values.target);
if (values.watch === true) {
  await Promise.all(libraries.map((options) => build(options)));
  for (const options of ours) await (await context(options)).watch();
} else {
  const results = await Promise.all([...libraries, ...ours].map((options) => build(options)));
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  await writeFile("dist/NOTICES.txt", toNotices(findPackageFolders(inputs).map(readBundledPackage)));
}
