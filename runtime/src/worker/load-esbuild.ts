/**
 * The one place that loads esbuild. It stays outside our bundles because it ships a native program, which a packaged
 * copy keeps beside itself; elsewhere `ESBUILD_BINARY_PATH` may name it, which esbuild reads itself.
 */
import type * as Esbuild from "esbuild";

let loaded: Promise<typeof Esbuild> | undefined;

export function loadEsbuild(): Promise<typeof Esbuild> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<typeof Esbuild> {
  // Node finds the named exports of a CommonJS module by reading its source, which fails on a minified one.
  const module = await import("esbuild") as typeof Esbuild & { readonly default: typeof Esbuild };
  return module.default;
}
