/** Files that are no scripts, as bundlers of the user's own would import them. */
import { readFile } from "node:fs/promises";
import type { Loader, OnLoadResult, PluginBuild } from "esbuild";

/** What a function does not need. */
const ignored = [".css", ".scss", ".sass", ".less", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff", ".woff2", ".ttf"];
const texts = [".md", ".mdx", ".sql", ".graphql", ".gql", ".html", ".hbs", ".mustache", ".csv", ".prompt"];

export const assetLoaders: Readonly<Record<string, Loader>> = {
  ...Object.fromEntries(ignored.map((extension) => [extension, "empty" as const])), ...Object.fromEntries(texts.map((extension) => [extension, "text" as const])),
};

/** `./query.sql?raw` is a file's text, `./add.wasm?module` a module to be instantiated, `./add.wasm` one that is. */
export function loadAssets(build: PluginBuild): void {
  build.onResolve({ filter: /\?(raw|module)$/ }, async (args) => {
    const [file = "", kind] = args.path.split("?");
    const found = await build.resolve(file, { resolveDir: args.resolveDir, kind: args.kind, importer: args.importer });
    return found.errors.length > 0 ? { errors: found.errors } : { path: found.path, namespace: kind === "raw" ? "stepwise-text" : "stepwise-module" };
  });
  build.onLoad({ filter: /.*/, namespace: "stepwise-text" }, async ({ path: file }) => ({ contents: await readFile(file, "utf8"), loader: "text" }));
  build.onLoad({ filter: /.*/, namespace: "stepwise-module" }, ({ path: file }) => ({ contents: `${compiled(file)}export default module;` }));
  build.onLoad({ filter: /\.wasm$/ }, ({ path: file }) => instantiated(file));
}

const compiled = (file: string): string => `import { readFileSync } from "node:fs";\nconst module = new WebAssembly.Module(readFileSync(${JSON.stringify(file)}));\n`;

/** As far as we look at one; the types of the web's own are not among ours. */
interface WebAssemblyModules {
  readonly Module: (new (bytes: Uint8Array) => object) & { imports(module: object): readonly unknown[]; exports(module: object): readonly { readonly name: string }[] };
}

/** Its exports by name where it imports nothing; the module is the default one, as some platforms have it. */
async function instantiated(file: string): Promise<OnLoadResult> {
  const { Module } = Reflect.get(globalThis, "WebAssembly") as WebAssemblyModules;
  const module = new Module(await readFile(file));
  const names = Module.imports(module).length > 0 ? [] : Module.exports(module).map(({ name }) => name).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default");
  const exported = names.map((name, at) => `const export${at} = exports[${JSON.stringify(name)}];\nexport { export${at} as ${name} };\n`);
  return { contents: `${compiled(file)}export default module;\n${names.length === 0 ? "" : `const { exports } = new WebAssembly.Instance(module);\n${exported.join("")}`}` };
}
