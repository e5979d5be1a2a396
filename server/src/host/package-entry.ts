/** Source files behind a package of the workspace: its manifest names built files as often as written ones. */
import path from "node:path/posix";

type Json = Readonly<Record<string, unknown>>;

/** Conditions in the order in which they are likely to lead to source text. */
const conditions = ["source", "development", "types", "import", "module", "default", "require", "node"];

const builtFolder = /^(?:dist|build|lib|out|esm|cjs)\//;
const writtenEnding = /(?<!\.d)\.(?:[cm]?ts|tsx)$/;
const builtEnding = /(?:\.d)?\.([cm]?)[jt]s$/;

/**
 * Paths to try for `name/subpath`, best first, without their certain ending: what the manifest names, the same below
 * `src` in place of a build folder, then the usual places.
 * @param subpath Empty for the package itself, else without a leading slash.
 */
export function entryCandidates(folder: string, manifest: Json, subpath: string): string[] {
  const named = [...exportTargets(manifest["exports"], subpath), ...(subpath === "" ? ["source", "types", "typings", "module", "main"].map((field) => manifest[field]) : [])];
  const usual = subpath === "" ? ["src/index", "index", "src/main"] : [subpath, `src/${subpath}`];
  const targets = named.filter((target) => typeof target === "string").map((target) => path.normalize(target));
  return [...new Set([...targets.flatMap(sourceSpellings), ...usual])].map((target) => path.join(folder, target));
}

/** `dist/index.js` is written as `src/index.ts` or `index.ts`; `lib` holds what people write as often as what is built. */
function sourceSpellings(target: string): string[] {
  if (!builtFolder.test(target) || writtenEnding.test(target)) return [target];
  const stem = target.replace(builtEnding, "");
  return [stem.replace(builtFolder, "src/"), stem.replace(builtFolder, ""), ...(target.startsWith("lib/") ? [target] : [])];
}

/** Targets of `exports` (or of `imports`, with `#name` as subpath) for a subpath. */
export function exportTargets(exports: unknown, subpath: string): string[] {
  if (subpath === "" && !isSubpathMap(exports)) return conditionTargets(exports);
  if (!isSubpathMap(exports)) return [];
  const key = subpath === "" ? "." : subpath.startsWith("#") ? subpath : `./${subpath}`;
  if (key in exports) return conditionTargets(exports[key]);
  const pattern = Object.keys(exports)
    .filter((candidate) => candidate.includes("*") && matchStar(candidate, key) !== undefined)
    .sort((a, b) => b.indexOf("*") - a.indexOf("*"))[0];
  if (pattern === undefined) return [];
  const star = matchStar(pattern, key) ?? "";
  return conditionTargets(exports[pattern]).map((target) => target.replaceAll("*", star));
}

function isSubpathMap(exports: unknown): exports is Json {
  return typeof exports === "object" && exports !== null && Object.keys(exports).some((key) => key.startsWith(".") || key.startsWith("#"));
}

function conditionTargets(target: unknown): string[] {
  if (typeof target === "string") return [target];
  if (Array.isArray(target)) return target.flatMap(conditionTargets);
  if (typeof target !== "object" || target === null) return [];
  const byCondition = target as Json;
  const order = [...conditions.filter((condition) => condition in byCondition), ...Object.keys(byCondition).filter((condition) => !conditions.includes(condition))];
  return order.flatMap((condition) => conditionTargets(byCondition[condition]));
}

/** What `*` stands for when `text` fits `pattern`. */
export function matchStar(pattern: string, text: string): string | undefined {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === text ? "" : undefined;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  const fits = text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
  return fits ? text.slice(before.length, text.length - after.length) : undefined;
}
