/** What something was made from: the answers that were given while it was made. */
import type { ModuleTarget, SourceFiles } from "../../../shared/analysis/source-files.ts";

export interface Origin {
  readonly sources: ReadonlySet<string>;
  readonly modules: ReadonlyMap<string, { readonly specifier: string; readonly from: string; readonly target: string }>;
  readonly majors: ReadonlyMap<string, number | undefined>;
  readonly versions: ReadonlyMap<string, string | undefined>;
}

/**
 * The files, and what was asked of them by then.
 * @param before Of what is taken over.
 */
export function recordOrigin(all: SourceFiles, path: string, before?: Origin): { readonly files: SourceFiles; readonly origin: Origin } {
  const sources = new Set([path, ...before?.sources ?? []]);
  const modules = new Map(before?.modules);
  const majors = new Map(before?.majors);
  const versions = new Map(before?.versions);
  const recording: SourceFiles = {
    source: (file) => {
      sources.add(file);
      return all.source(file);
    },
    resolveModule: (specifier, from) => {
      const target = all.resolveModule(specifier, from);
      const key = `${from}\n${specifier}`;
      if (!modules.has(key)) modules.set(key, { specifier, from, target: describe(target) });
      return target;
    },
    sdkMajor: (file) => {
      const major = all.sdkMajor(file);
      majors.set(file, major);
      return major;
    },
    sdkVersion: (file) => {
      const version = all.sdkVersion?.(file);
      versions.set(file, version);
      return version;
    },
    types: (file) => {
      sources.add(file);
      return all.types?.(file);
    },
    kept: (file) => (file === path ? all.kept?.(file) : undefined),
  };
  return { files: recording, origin: { sources, modules, majors, versions } };
}

/** Whether specifiers lead where they led, to the same SDK; sources are not looked at. */
export function isCurrentOrigin(files: SourceFiles, { modules, majors, versions }: Origin): boolean {
  for (const { specifier, from, target } of modules.values()) if (describe(files.resolveModule(specifier, from)) !== target) return false;
  for (const [path, major] of majors) if (files.sdkMajor(path) !== major) return false;
  for (const [path, version] of versions) if (files.sdkVersion?.(path) !== version) return false;
  return true;
}

function describe(target: ModuleTarget | undefined): string {
  return target === undefined ? "" : target.kind === "file" ? `file ${target.path}` : `package ${target.name}`;
}
