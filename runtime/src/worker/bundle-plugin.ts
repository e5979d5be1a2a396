/** Decides what stays outside the bundle, and gives each bundled file its own `__dirname` and `import.meta.url`. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Loader, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import { loadAssets } from "./bundle-assets.ts";
import { sdkMissing, sdkUnsupported, type WorkerMistake } from "./mistakes.ts";
import { findPackageFolder } from "./package-folder.ts";
import { readSdkPackage } from "./sdk-package.ts";

const installed = /[\\/]node_modules[\\/]/;
const script = /\.[cm]?js$/;
/** Where a bundled file finds the hooks that `child/sdk.ts` sets before the bundle loads. */
const hooks = 'globalThis[Symbol.for("stepwise.sdk")]';

/** `tsconfig` is the one that is asked for, in place of the nearest. */
export function resolvePlugin(tsconfig: string | undefined): Plugin {
  return {
    name: "stepwise-resolve",
    setup(build) {
      build.onResolve({ filter: /^(server-only|client-only)$/ }, () => ({ path: "empty", namespace: "stepwise-empty" }));
      build.onLoad({ filter: /.*/, namespace: "stepwise-empty" }, () => ({ contents: "" }));
      build.onResolve({ filter: /^[^.]/ }, (args) => resolveBare(build, args));
      build.onLoad({ filter: /.*/, namespace: "stepwise-commonjs" }, ({ path: file }) => ({ contents: `module.exports = require(${JSON.stringify(file)});` }));
      build.onLoad({ filter: /.*/, namespace: "stepwise-sdk" }, ({ path: file, pluginData }) => ({ contents: sdkModule(file, pluginData as SdkImport) }));
      loadAssets(build);
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: "file" }, ({ path: file }) => loadScript(file, tsconfig));
    },
  };
}

interface SdkImport {
  readonly hook: "main" | "connect";
  readonly commonJs: boolean;
}

const resolving = Symbol("resolving");

async function resolveBare(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult | undefined> {
  if (args.pluginData === resolving || args.kind === "entry-point") return undefined;
  if (args.namespace === "stepwise-commonjs" || args.namespace === "stepwise-sdk") return { path: args.path, external: true };
  const found = await build.resolve(args.path, { resolveDir: args.resolveDir, kind: args.kind, importer: args.importer, pluginData: resolving });
  const fromSdk = /^inngest(\/|$)/.test(args.path);
  // What does not resolve gets esbuild's own message at its place, or stays optional inside `try`.
  if (found.errors.length > 0) return args.path === "inngest" ? refuse(sdkMissing(args.importer, findPackageFolder(args.importer))) : undefined;
  if (found.external || found.namespace !== "file" || !installed.test(found.path)) return { ...found, warnings: [] };
  if (found.path.endsWith(".node")) return { path: found.path, namespace: "stepwise-commonjs" };
  if (!script.test(found.path)) return { ...found, warnings: [] };
  if (fromSdk) {
    const { version, folder } = readSdkPackage(found.path);
    if (!/^[34]\./.test(version)) return refuse(sdkUnsupported(version, folder));
  }
  const required = args.kind === "require-call" || args.kind === "require-resolve";
  const hook = args.path === "inngest" ? "main" : args.path === "inngest/connect" ? "connect" : undefined;
  if (hook !== undefined && args.kind !== "require-resolve") return { path: found.path, namespace: "stepwise-sdk", pluginData: { hook, commonJs: required } satisfies SdkImport };
  if (required) return { path: found.path, external: true };
  // `require` gives every named export of a CommonJS module; Node's static detection misses some.
  if (args.kind === "import-statement" && isCommonJs(found.path)) return { path: found.path, namespace: "stepwise-commonjs" };
  return { path: pathToFileURL(found.path).href, external: true };
}

const refuse = (mistake: WorkerMistake): OnResolveResult => ({ errors: [{ text: mistake.message, detail: mistake }] });

/** Stands for the SDK: the same module, with the exports that would start work of their own replaced. */
function sdkModule(file: string, { hook, commonJs }: SdkImport): string {
  const name = hook === "main" ? "Inngest" : "connect";
  const wrapped = (namespace: string) => `${hooks}.${hook}(${namespace}, ${JSON.stringify(file)})`;
  if (commonJs) return `const sdk = require(${JSON.stringify(file)}); module.exports = { ...sdk, ${name}: ${wrapped("sdk")} };`;
  const url = JSON.stringify(pathToFileURL(file).href);
  return `import * as sdk from ${url};\nexport * from ${url};\nexport const ${name} = ${wrapped("sdk")};`;
}

const types = new Map<string, boolean>();

/** Node's own rule: the extension, else `type` of the nearest package.json. */
export function isCommonJs(file: string): boolean {
  if (file.endsWith(".cjs")) return true;
  if (file.endsWith(".mjs")) return false;
  return !hasModuleType(path.dirname(file));
}

function hasModuleType(folder: string): boolean {
  const known = types.get(folder);
  if (known !== undefined) return known;
  const result = readModuleType(folder);
  types.set(folder, result);
  return result;
}

function readModuleType(folder: string): boolean {
  try {
    return (JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { readonly type?: unknown }).type === "module";
  } catch {
    const parent = path.dirname(folder);
    return parent !== folder && path.basename(folder) !== "node_modules" && hasModuleType(parent);
  }
}

const loaders: Readonly<Record<string, Loader>> = { ".ts": "ts", ".mts": "ts", ".cts": "ts", ".tsx": "tsx", ".js": "jsx", ".mjs": "js", ".cjs": "js", ".jsx": "jsx" };

/** A decorator at the beginning of a line; in a comment it stands behind a star. */
const decorated = /^[ \t]*(?:export\s+(?:default\s+)?)?@[A-Za-z_$]/m;

async function loadScript(file: string, tsconfig: string | undefined): Promise<OnLoadResult | undefined> {
  const loader = loaders[path.extname(file)];
  if (loader === undefined) return undefined;
  const text = await readFile(file, "utf8");
  const placed = withOwnPlace(text, file);
  if (loader.startsWith("ts") && decorated.test(text)) {
    const { emitMetadata } = await import("./decorator-metadata.ts");
    const contents = emitMetadata(placed, file, tsconfig);
    if (contents !== undefined) return { contents, loader: loader === "tsx" ? "jsx" : "js", resolveDir: path.dirname(file) };
  }
  return placed === text ? undefined : { contents: placed, loader, resolveDir: path.dirname(file) };
}

/**
 * In a bundle, `__dirname` and `import.meta.url` would be the bundle's. esbuild's `define` renames the free ones, and
 * the renamed ones are declared here, on the first line so that every other line keeps its number.
 */
function withOwnPlace(text: string, file: string): string {
  if (!/\b__(dirname|filename)\b|\bimport\.meta\b/.test(text)) return text;
  const resolve = "(name)=>__stepwise_isBuiltin(name)?(name.startsWith(\"node:\")?name:`node:${name}`):__stepwise_toUrl(__stepwise_createRequire(__stepwise_url).resolve(name)).href";
  const place = `var __stepwise_dirname=${JSON.stringify(path.dirname(file))},__stepwise_filename=${JSON.stringify(file)},__stepwise_url=${JSON.stringify(pathToFileURL(file).href)}${text.includes("import.meta.resolve") ? `,__stepwise_resolve=${resolve}` : ""};`;
  return text.startsWith("#!") ? text.replace(/\r?\n|$/, (end) => `${end}${place}`) : `${place}${text}`;
}
