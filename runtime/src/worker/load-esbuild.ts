/**
 * The one place that loads esbuild. It stays outside our bundles because it ships a native program, which a packaged
 * copy keeps beside itself; elsewhere `ESBUILD_BINARY_PATH` may name it, which esbuild reads itself.
 */
import type * as Esbuild from "esbuild";

let loaded: Promise<typeof Esbuild> | undefined;
let users = 0;

/** Hands out esbuild; its helper process is gone when nobody uses it any more. */
export async function withEsbuild<Result>(use: (esbuild: typeof Esbuild) => Promise<Result>): Promise<Result> {
  users++;
  const esbuild = await (loaded ??= load());
  try {
    return await use(esbuild);
  } finally {
    if (--users === 0) await esbuild.stop();
  }
}

/** Starts the helper process ahead of its first use, so that nobody waits for it then. */
export function warmEsbuild(): void {
  loaded ??= load();
  // Whatever fails here fails again where it is used, and is told there.
  loaded.then((esbuild) => esbuild.transform("")).catch(() => undefined);
}

async function load(): Promise<typeof Esbuild> {
  // Node finds the named exports of a CommonJS module by reading its source, which fails on a minified one.
  const module = await import("esbuild") as typeof Esbuild & { readonly default: typeof Esbuild };
  return module.default;
}
