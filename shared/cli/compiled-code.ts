/** What the engine compiled, kept between starts: our bundles, and the SDK that a debugged program loads. */
import * as module from "node:module";
import os from "node:os";
import path from "node:path";

/** A folder of the user's own: compiled code from one that others can write to would run as the user. */
function cacheFolder(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === "win32") return LOCALAPPDATA ?? path.join(os.homedir(), "AppData", "Local");
  if (process.platform === "darwin") return path.join(os.homedir(), "Library", "Caches");
  return XDG_CACHE_HOME !== undefined && path.isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : path.join(os.homedir(), ".cache");
}

/** Keeps what the engine compiled for the next start. Node 20 cannot; where the folder cannot be written nothing is kept. */
export function keepCompiledCode(): void {
  const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown };
  if (process.env["NODE_COMPILE_CACHE"] === undefined) enableCompileCache?.(path.join(cacheFolder(), "stepwise-inngest"));
}

/** Writes it now; for a process that will not end by itself. */
export function flushCompiledCode(): void {
  const { flushCompileCache } = module as { flushCompileCache?: () => void };
  flushCompileCache?.();
}
