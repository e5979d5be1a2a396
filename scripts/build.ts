/** Bundles the programs into dist/. `--watch` rebuilds on change; `--production` minifies. */
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { build, context, type BuildOptions, type Plugin } from "esbuild";

const watch = process.argv.includes("--watch");
const minify = process.argv.includes("--production");

/** Every bundle shares one copy of the TypeScript compiler, `dist/typescript.js`. */
const sharedTypeScript: Plugin = {
  name: "shared-typescript",
  setup({ onResolve }) {
    onResolve({ filter: /^typescript$/ }, () => ({ path: "./typescript.js", external: true }));
  },
};

const common: BuildOptions = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  sourcemap: minify ? false : "linked",
  minify,
  legalComments: "none",
  logLevel: "warning",
  external: ["vscode", "esbuild"],
  plugins: [sharedTypeScript],
};

const programs: BuildOptions[] = [
  { ...common, entryPoints: { client: "client/src/extension.ts" }, outdir: "dist", outExtension: { ".js": ".cjs" } },
  { ...common, entryPoints: { server: "server/src/main.ts", runtime: "runtime/src/main.ts", worker: "runtime/src/worker/main.ts", cli: "shared/cli/main.ts" }, outdir: "dist" },
];

await rm("dist", { recursive: true, force: true });
await mkdir("dist", { recursive: true });
await writeFile("dist/package.json", '{ "type": "commonjs" }\n');
await build({ ...common, plugins: [], sourcemap: false, minify: true, entryPoints: ["node_modules/typescript/lib/typescript.js"], outfile: "dist/typescript.js" });
await cp("node_modules/typescript/LICENSE.txt", "dist/typescript.LICENSE.txt");

for (const program of programs) {
  if (watch) await (await context(program)).watch();
  else await build(program);
}
