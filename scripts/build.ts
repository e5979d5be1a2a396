/** Bundles the programs into dist/. `--watch` rebuilds on change; `--production` minifies; `--target <platform>` picks the esbuild executable. */
import { chmod, copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { build, context, type BuildOptions, type Plugin } from "esbuild";
import { binaryName, currentTarget, findEsbuildBinary } from "./esbuild-binary.ts";
import { findPackageFolders, readBundledPackage, toNotices } from "./notices.ts";

const { values } = parseArgs({ options: { watch: { type: "boolean" }, production: { type: "boolean" }, target: { type: "string", default: currentTarget } } });
const minify = values.production === true;

/** Libraries that every bundle shares as one copy in dist/: `dist/typescript.js`, `dist/esbuild.js`. */
const sharedLibraries: Plugin = {
  name: "shared-libraries",
  setup({ onResolve }) {
    onResolve({ filter: /^(typescript|esbuild)$/ }, ({ path: name }) => ({ path: `./${name}.js`, external: true }));
  },
};

const library: BuildOptions = { bundle: true, platform: "node", format: "cjs", target: "node20", minify: true, legalComments: "none", logLevel: "warning", metafile: true };
// A CommonJS bundle has no `import.meta.url`; code that reads it says what it does then.
const program: BuildOptions = { ...library, minify, sourcemap: minify ? false : "linked", external: ["vscode"], plugins: [sharedLibraries], logOverride: { "empty-import-meta": "silent" } };

const libraries: BuildOptions[] = [
  { ...library, entryPoints: ["node_modules/typescript/lib/typescript.js"], outfile: "dist/typescript.js" },
  {
    ...library,
    entryPoints: ["node_modules/esbuild/lib/main.js"],
    external: ["esbuild"],
    outfile: "dist/esbuild.js",
    // Bundled, esbuild asks for the path of its executable. Told here and not through the environment, which the
    // user's program would inherit and hand to an esbuild of its own.
    banner: { js: 'const stepwiseEsbuild = require("node:path").join(__dirname, "bin", process.platform === "win32" ? "esbuild.exe" : "esbuild");' },
    define: { "process.env.ESBUILD_BINARY_PATH": "stepwiseEsbuild" },
  },
];

const programs: BuildOptions[] = [
  { ...program, entryPoints: { client: "client/src/extension.ts" }, outdir: "dist", outExtension: { ".js": ".cjs" } },
  { ...program, entryPoints: { server: "server/src/main.ts", runtime: "runtime/src/main.ts", worker: "runtime/src/worker/main.ts", cli: "shared/cli/main.ts" }, outdir: "dist" },
];

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
  for (const options of programs) await (await context(options)).watch();
} else {
  const results = await Promise.all([...libraries, ...programs].map((options) => build(options)));
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  await writeFile("dist/NOTICES.txt", toNotices(findPackageFolders(inputs).map(readBundledPackage)));
}
