/** `paths` and `baseUrl` of the tsconfig.json or jsconfig.json that governs a file. */
import path from "node:path/posix";
import type { CachedDisk } from "./cached-disk.ts";
import { matchStar } from "./package-entry.ts";

export interface PathMapping {
  /** Folder that bare specifiers may be relative to. */
  readonly baseUrl: string | undefined;
  /** Patterns with absolute targets. */
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
}

type Json = Readonly<Record<string, unknown>>;

const none: PathMapping = { baseUrl: undefined, paths: [] };

/** Chains of `extends` longer than this are cycles. */
const maxDepth = 12;

/** The mapping of the nearest configuration above `folder`. */
export function readPathMapping(disk: CachedDisk, folder: string): PathMapping {
  for (const candidate of foldersUp(folder)) {
    for (const name of ["tsconfig.json", "jsconfig.json"]) {
      const file = path.join(candidate, name);
      if (disk.isFile(file)) return readConfig(disk, file, candidate, maxDepth);
    }
  }
  return none;
}

function readConfig(disk: CachedDisk, file: string, configFolder: string, depth: number): PathMapping {
  const config = disk.json(file);
  if (!config || depth === 0) return none;
  const own = readOwn(config, path.dirname(file), configFolder);
  const inherited = asList(config["extends"]).map((base) => findExtended(disk, base, file)).filter((base) => base !== undefined)
    .map((base) => readConfig(disk, base, configFolder, depth - 1)).reverse();
  const sources = [own, ...inherited];
  const baseUrl = sources.find((source) => source.baseUrl !== undefined)?.baseUrl;
  const paths = sources.find((source) => source.paths.length > 0)?.paths ?? [];
  if (baseUrl !== undefined || paths.length > 0) return { baseUrl, paths };
  // A solution file leaves the options to the projects it refers to.
  for (const reference of asList(config["references"])) {
    const target = typeof reference === "object" && reference !== null ? (reference as Json)["path"] : undefined;
    if (typeof target !== "string") continue;
    const absolute = path.join(path.dirname(file), target);
    const referred = readConfig(disk, disk.isFile(absolute) ? absolute : path.join(absolute, "tsconfig.json"), path.dirname(absolute), depth - 1);
    if (referred.paths.length > 0 && path.dirname(absolute) === path.dirname(file)) return referred;
  }
  return none;
}

function readOwn(config: Json, folder: string, configFolder: string): PathMapping {
  const options = (config["compilerOptions"] ?? {}) as Json;
  const absolute = (target: string): string => target.startsWith("${configDir}") ? path.join(configFolder, target.slice("${configDir}".length)) : path.resolve(folder, target);
  const baseUrl = typeof options["baseUrl"] === "string" ? absolute(options["baseUrl"]) : undefined;
  const paths = Object.entries((options["paths"] ?? {}) as Json).map(([pattern, targets]) => ({
    pattern,
    targets: asList(targets).filter((target) => typeof target === "string")
      .map((target) => baseUrl !== undefined && !target.startsWith("${") ? path.resolve(baseUrl, target) : absolute(target)),
  }));
  return { baseUrl, paths };
}

function findExtended(disk: CachedDisk, base: unknown, from: string): string | undefined {
  if (typeof base !== "string") return undefined;
  const spellings = (target: string): string[] => [target, `${target}.json`, path.join(target, "tsconfig.json")];
  if (/^[./]/.test(base)) return spellings(path.resolve(path.dirname(from), base)).find((file) => disk.isFile(file));
  for (const folder of foldersUp(path.dirname(from))) {
    const found = spellings(path.join(folder, "node_modules", base)).find((file) => disk.isFile(file));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Absolute paths, without a certain ending, that a specifier may stand for under a mapping. */
export function mappedTargets(mapping: PathMapping, specifier: string): string[] {
  const fitting = mapping.paths.filter(({ pattern }) => matchStar(pattern, specifier) !== undefined);
  // An exact pattern wins, then the one with the longest text before its star.
  const rank = (pattern: string): number => pattern.includes("*") ? pattern.indexOf("*") : Infinity;
  const best = fitting.sort((a, b) => rank(b.pattern) - rank(a.pattern))[0];
  const mapped = best?.targets.map((target) => target.replace("*", matchStar(best.pattern, specifier) ?? "")) ?? [];
  return mapping.baseUrl === undefined ? mapped : [...mapped, path.join(mapping.baseUrl, specifier)];
}

function asList(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** A folder and those above it, nearest first. */
export function* foldersUp(folder: string): Generator<string> {
  for (let current = folder; ; current = path.dirname(current)) {
    yield current;
    if (path.dirname(current) === current) return;
  }
}
