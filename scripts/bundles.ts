/** What is bundled, and from where. */
import path from "node:path";
import * as esbuild from "esbuild";
import type { BuildOptions, Plugin } from "esbuild";
import { parserInside, sharedLibraries } from "./compiler-plugins.ts";

/** The extension's entry loads what it does, its half of the language server's connection, what reads recordings and what draws, only when they are needed. */
const lateParts: Plugin = {
  name: "late-parts",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\/(?:features|language-server|recordings|flow-graph)\.ts$/ }, ({ path: name }) => ({ path: `./${path.basename(name, ".ts")}.cjs`, external: true }));
  },
};

/** The libraries under the language client, as bundles of their own: compiled as one, they would block the extension host for long. */
const apart: Readonly<Record<string, string>> = {
  "vscode-jsonrpc": "./json-rpc.cjs", "vscode-jsonrpc/node": "./json-rpc.cjs",
  "vscode-languageserver-protocol": "./protocol.cjs", "vscode-languageserver-protocol/node": "./protocol.cjs",
};

/** Each is required once a bundle, and not once in each of forty files: it is looked up anew every time. */
const requiredOnce: Plugin = {
  name: "required-once",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode-/ }, ({ path: name, kind }) => (kind === "entry-point" || apart[name] === undefined ? undefined : { path: apart[name], namespace: "apart" }));
    onLoad({ filter: /.*/, namespace: "apart" }, ({ path: file }) => ({ contents: `module.exports = require(${JSON.stringify(file)});` }));
    onResolve({ filter: /.*/, namespace: "apart" }, ({ path: file }) => ({ path: file, external: true }));
  },
};

const library: BuildOptions = { bundle: true, platform: "node", format: "cjs", target: "node20", minify: true, legalComments: "none", logLevel: "warning", metafile: true };

/** What starts as a program of its own and runs code of the server's bundle. */
const serverBeside: Plugin = {
  name: "server-beside",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: "./server.js", external: true }));
  },
};

/** Bundles of other people's code, each as one file of its own, minified in every build. */
export function libraries(outdir: string): BuildOptions[] {
  return [
    { ...library, entryPoints: { typescript: "node_modules/typescript/lib/typescript.js" }, outdir },
    {
      ...library,
      entryPoints: { esbuild: "node_modules/esbuild/lib/main.js" },
      external: ["esbuild"],
      outdir,
      // Bundled, esbuild asks for the path of its executable. Told here and not through the environment, which the
      // user's program would inherit and hand to an esbuild of its own.
      banner: { js: 'const stepwiseEsbuild = require("node:path").join(__dirname, "bin", process.platform === "win32" ? "esbuild.exe" : "esbuild");' },
      define: { "process.env.ESBUILD_BINARY_PATH": "stepwiseEsbuild" },
      // Never runs; tells Node which names `import("esbuild")` has, since it does not find them in the bundle.
      footer: { js: `0 && (module.exports = { ${Object.keys(esbuild).filter((name) => /^\w+$/.test(name) && name !== "default").join(", ")} });` },
    },
  ];
}

/** Our own programs; `minify` for a release, else readable and with source maps. */
export function programs(outdir: string, { minify }: { readonly minify: boolean }): BuildOptions[] {
  const program: BuildOptions = {
    ...library, outdir, minify, sourcemap: minify ? false : "linked", external: ["vscode"], plugins: [sharedLibraries],
    // A CommonJS bundle has no `import.meta.url`; code that reads it says what it does then.
    logOverride: { "empty-import-meta": "silent", "import-is-undefined": "error" },
  };
  return [
    {
      ...program,
      entryPoints: { client: "client/src/extension.ts", features: "client/src/features.ts", "language-server": "client/src/language-server.ts", recordings: "client/src/recordings.ts", "flow-graph": "client/src/flow-graph.ts", "json-rpc": "vscode-jsonrpc/node", protocol: "vscode-languageserver-protocol/node" },
      outExtension: { ".js": ".cjs" },
      plugins: [sharedLibraries, lateParts, requiredOnce],
      // The extension host hands out `vscode` through `require`.
      supported: { "dynamic-import": false },
    },
    { ...program, entryPoints: { server: "server/src/main.ts" }, plugins: [parserInside, sharedLibraries] },
    {
      ...program, entryPoints: { check: "server/src/check-main.ts", keep: "server/src/keep-main.ts" }, plugins: [serverBeside],
      // A `require` takes a megabyte of code as it is; an `import` searches it for names first.
      supported: { "dynamic-import": false },
    },
    { ...program, entryPoints: { types: "server/src/semantic/main.ts", scan: "server/src/host/scan-main.ts", runtime: "runtime/src/main.ts", worker: "runtime/src/worker/main.ts", descendant: "runtime/src/worker/descendant.ts", cli: "shared/cli/main.ts" } },
  ];
}

/** File names that a set of bundles makes. */
export function toFileNames(bundles: readonly BuildOptions[]): string[] {
  return bundles.flatMap(({ entryPoints, outExtension }) => Object.keys(entryPoints ?? {}).map((name) => path.basename(name) + (outExtension?.[".js"] ?? ".js")));
}
