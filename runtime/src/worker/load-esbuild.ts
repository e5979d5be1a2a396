/**
 * The one place that loads esbuild. It stays outside our bundles because it ships a native program; a package that
 * moves that program names it in `ESBUILD_BINARY_PATH`, which esbuild reads itself.
 */
import type * as Esbuild from "esbuild";

let loaded: Promise<typeof Esbuild> | undefined;

export function loadEsbuild(): Promise<typeof Esbuild> {
  loaded ??= import("esbuild");
  return loaded;
}
