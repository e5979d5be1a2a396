/**
 * Turns the user's file into one ES module that Node loads: TypeScript and JavaScript, ESM and CommonJS, top-level
 * await, path aliases and workspace packages. Packages stay where they are and are loaded from there. The module lies
 * in a private temporary folder; its inline source map points to the user's files by absolute URL.
 */
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { access, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, BuildOptions, Message, OutputFile } from "esbuild";
import type { SourcePosition } from "../executor/model.ts";
import { assetLoaders } from "./bundle-assets.ts";
import { resolvePlugin } from "./bundle-plugin.ts";
import { functionsOf, type Skipped } from "./companion-bundle.ts";
import { withEsbuild } from "./load-esbuild.ts";
import { doesNotCompile, plugAndPlay, programMissing, WorkerMistake } from "./mistakes.ts";

export interface BundleOptions {
  /** Absolute path. */
  readonly program: string;
  readonly cwd: string;
  readonly tsconfig: string | undefined;
  /** Version of the Node that will run it, `20.20.2`. */
  readonly node: string;
  /** Files of the same app to load after the program; absolute paths. */
  readonly companions: readonly string[];
}

export interface Bundle {
  /** Absolute path of the module. */
  readonly file: string;
  readonly skipped: readonly Skipped[];
  dispose(): Promise<void>;
}

export async function createBundle(options: BundleOptions): Promise<Bundle> {
  const { program } = options;
  await access(program).catch(() => { throw programMissing(program); });
  const plugged = findPlugAndPlay(path.dirname(program));
  if (plugged !== undefined) throw plugAndPlay(plugged);
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "stepwise-")));
  // An orderly end of this process that forgets us, or does not wait for us, leaves no file either.
  const remove = () => { rmSync(folder, { recursive: true, force: true }); };
  process.once("exit", remove);
  const dispose = async () => {
    await rm(folder, { recursive: true, force: true });
    process.off("exit", remove);
  };
  const file = path.join(folder, `${path.basename(program).replace(/\.[^.]+$/, "")}.mjs`);
  try {
    return { file, skipped: await buildWithoutBroken(options, file), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The folder upwards that Yarn has set up without `node_modules`. */
function findPlugAndPlay(from: string): string | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "node_modules", "inngest"))) return undefined;
    if (existsSync(path.join(folder, ".pnp.cjs"))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** A companion that does not compile is left out; where the fault lies in what they import, all of them are. */
async function buildWithoutBroken(options: BundleOptions, file: string): Promise<Skipped[]> {
  try {
    await build(options, file);
    return [];
  } catch (error) {
    const mistake = toMistake(error, options.program, options.cwd);
    if (options.companions.length === 0 || !(mistake instanceof WorkerMistake)) throw mistake;
    const named = options.companions.filter((companion) => companion === mistake.position?.path);
    const broken = named.length > 0 ? named : options.companions;
    const skipped = await buildWithoutBroken({ ...options, companions: options.companions.filter((companion) => !broken.includes(companion)) }, file);
    return [...broken.map((companion) => ({ what: functionsOf(companion), reason: mistake.message })), ...skipped];
  }
}

function entryPoint(program: string, cwd: string, companions: readonly string[]): Pick<BuildOptions, "entryPoints" | "stdin"> {
  if (companions.length === 0) return { entryPoints: [program] };
  const loads = companions.map((companion) => `[${JSON.stringify(companion)}, () => import(${JSON.stringify(companion)})]`);
  const contents = `import * as program from ${JSON.stringify(program)};\nexport { program };\nexport const companions = [${loads.join(", ")}];\n`;
  return { stdin: { contents, resolveDir: cwd, sourcefile: "stepwise-companions.js" } };
}

async function build({ program, cwd, tsconfig, node, companions }: BundleOptions, file: string): Promise<void> {
  const { outputFiles } = await withEsbuild((esbuild) => esbuild.build({
    ...entryPoint(program, cwd, companions),
    outfile: file,
    absWorkingDir: cwd,
    ...(tsconfig === undefined ? {} : { tsconfig: path.resolve(cwd, tsconfig) }),
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: `node${node}`,
    conditions: [],
    sourcemap: "external",
    sourcesContent: false,
    keepNames: true,
    jsx: "automatic",
    // `sideEffects: false` would drop a file that is imported only for the functions it creates.
    ignoreAnnotations: true,
    logLevel: "silent",
    loader: { ".js": "jsx", ...assetLoaders },
    define: {
      "__dirname": "__stepwise_dirname",
      "__filename": "__stepwise_filename",
      "import.meta.url": "__stepwise_url",
      "import.meta.dirname": "__stepwise_dirname",
      "import.meta.filename": "__stepwise_filename",
      "import.meta.resolve": "__stepwise_resolve",
      // Vite's; its own variables are the environment's.
      "import.meta.env": "process.env",
    },
    // CommonJS files and packages need `require`; it resolves from the user's file.
    banner: { js: `import { createRequire as __stepwise_createRequire, isBuiltin as __stepwise_isBuiltin } from "node:module"; import { pathToFileURL as __stepwise_toUrl } from "node:url"; var require = __stepwise_createRequire(${JSON.stringify(pathToFileURL(program).href)});` },
    plugins: [resolvePlugin(tsconfig === undefined ? undefined : path.resolve(cwd, tsconfig))],
  }));
  await writeFile(file, withInlineMap(outputFiles, file));
}

function withInlineMap(files: readonly OutputFile[], file: string): string {
  const code = files.find((output) => output.path === file);
  const map = files.find((output) => output.path === `${file}.map`);
  if (code === undefined || map === undefined) throw new Error("esbuild returned no output");
  const parsed = JSON.parse(map.text) as { sources: string[] };
  // Relative paths would not reach a user's folder on another drive, and read badly in a stack trace.
  parsed.sources = parsed.sources.map((source) => /^[\w-]{2,}:/.test(source) ? source : pathToFileURL(path.resolve(path.dirname(file), source)).href);
  const encoded = Buffer.from(JSON.stringify(parsed)).toString("base64");
  return `${code.text}\n//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
}

function toMistake(error: unknown, program: string, cwd: string): unknown {
  const first = isBuildFailure(error) ? error.errors[0] : undefined;
  if (first === undefined) return error;
  const detail: unknown = first.detail;
  if (detail instanceof WorkerMistake) return detail;
  return doesNotCompile(program, first.text.replaceAll("\n", " "), toPosition(first, cwd));
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

function toPosition({ location }: Message, cwd: string): SourcePosition | undefined {
  return location === null ? undefined : { path: path.resolve(cwd, location.file), line: location.line, column: location.column + 1 };
}
