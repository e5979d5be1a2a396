/** Where module specifiers lead: the resolution of TypeScript and bundlers, as far as source text is concerned. */
import path from "node:path/posix";
import type { SdkMajor } from "../../../shared/analysis/model.ts";
import { packageName } from "../../../shared/analysis/source-files.ts";
import type { ModuleTarget } from "../../../shared/analysis/source-files.ts";
import type { CachedDisk } from "./cached-disk.ts";
import { entryCandidates, exportTargets } from "./package-entry.ts";
import { foldersUp, mappedTargets, readPathMapping } from "./path-mapping.ts";
import type { PathMapping } from "./path-mapping.ts";
import { isSourceFile } from "./source-paths.ts";

const endings = [".ts", ".tsx", ".mts", ".cts", ".d.ts", ".js", ".jsx", ".mjs", ".cjs"];
const written: Readonly<Record<string, readonly string[]>> = { ".js": [".ts", ".tsx", ".d.ts"], ".jsx": [".tsx"], ".mjs": [".mts"], ".cjs": [".cts"] };

type Manifest = Readonly<Record<string, unknown>>;

export class ModuleResolution {
  readonly #disk: CachedDisk;
  readonly #isOpen: (path: string) => boolean;
  #packageFolders: ReadonlyMap<string, string> = new Map();
  readonly #targets = new Map<string, ModuleTarget | undefined>();
  /** By what was asked for: a thousand folders have a way of their own to write one file. */
  readonly #probed = new Map<string, string | undefined>();
  readonly #mappings = new Map<string, PathMapping>();
  readonly #majors = new Map<string, SdkMajor | undefined>();
  readonly #installed = new Map<string, Manifest | undefined>();

  /** @param isOpen Whether a document is open that need not be on the disk. */
  constructor(disk: CachedDisk, isOpen: (path: string) => boolean) {
    this.#disk = disk;
    this.#isOpen = isOpen;
  }

  /** Forgets every answer; the next ones come from the disk as it is then. */
  reset(manifests: Iterable<string>): void {
    this.#targets.clear();
    this.#probed.clear();
    this.#mappings.clear();
    this.#majors.clear();
    this.#installed.clear();
    const folders = new Map<string, string>();
    for (const manifest of manifests) {
      const name = this.#disk.json(manifest)?.["name"];
      if (typeof name === "string" && !folders.has(name)) folders.set(name, path.dirname(manifest));
    }
    this.#packageFolders = folders;
  }

  resolve(specifier: string, from: string): ModuleTarget | undefined {
    const folder = path.dirname(from);
    const key = `${folder}\n${specifier}`;
    if (this.#targets.has(key)) return this.#targets.get(key);
    const target = this.#find(specifier, folder);
    this.#targets.set(key, target);
    return target;
  }

  #find(specifier: string, folder: string): ModuleTarget | undefined {
    if (/^\.{1,2}(\/|$)/.test(specifier)) return toFile(this.#probe(path.join(folder, specifier)));
    // The package itself: whatever a workspace maps it to, it is Inngest that is meant.
    if (specifier === "inngest" || specifier.startsWith("inngest/")) return { kind: "package", name: "inngest" };
    for (const target of mappedTargets(this.#mapping(folder), specifier)) {
      const file = this.#probe(target);
      if (file !== undefined) return { kind: "file", path: file };
    }
    if (specifier.startsWith("#")) return toFile(this.#resolveOwnImport(specifier, folder));
    const name = packageName(specifier);
    return name === undefined ? undefined : this.#resolvePackage(name, specifier.slice(name.length + 1), folder);
  }

  #mapping(folder: string): PathMapping {
    let mapping = this.#mappings.get(folder);
    if (!mapping) this.#mappings.set(folder, mapping = readPathMapping(this.#disk, folder));
    return mapping;
  }

  #resolvePackage(name: string, subpath: string, folder: string): ModuleTarget {
    const home = this.#findWorkspacePackage(name, folder);
    const manifest = home === undefined ? undefined : this.#disk.json(path.join(home, "package.json"));
    const file = home === undefined ? undefined : this.#firstOf(entryCandidates(home, manifest ?? {}, subpath));
    return file === undefined ? { kind: "package", name } : { kind: "file", path: file };
  }

  /** Folder of a package that is part of the workspace: linked into node_modules, or named by a package.json of it. */
  #findWorkspacePackage(name: string, folder: string): string | undefined {
    for (const candidate of foldersUp(folder)) {
      const modules = path.join(candidate, "node_modules");
      if (!this.#disk.isFolder(modules)) continue;
      const installed = path.join(modules, name);
      const kind = this.#disk.kind(installed);
      if (kind === undefined) continue;
      const real = kind === "link" ? this.#disk.realPath(installed) : installed;
      return real === undefined || real.includes("/node_modules/") ? undefined : real;
    }
    return this.#packageFolders.get(name);
  }

  #resolveOwnImport(specifier: string, folder: string): string | undefined {
    for (const candidate of foldersUp(folder)) {
      const manifest = this.#disk.json(path.join(candidate, "package.json"));
      if (manifest) return this.#firstOf(exportTargets(manifest["imports"], specifier).map((target) => path.join(candidate, target)));
    }
    return undefined;
  }

  #firstOf(candidates: readonly string[]): string | undefined {
    for (const candidate of candidates) {
      const file = this.#probe(candidate);
      if (file !== undefined && !/\.d\.[cm]?ts$/.test(file)) return file;
    }
    return undefined;
  }

  /** The file that `base` names: as it is, with an ending, with the ending it was written in, or a folder's index. */
  #probe(base: string): string | undefined {
    if (!this.#probed.has(base)) this.#probed.set(base, this.#findFile(base));
    return this.#probed.get(base);
  }

  #findFile(base: string): string | undefined {
    const isThere = (candidate: string): boolean => this.#isOpen(candidate) || this.#disk.isFile(candidate);
    const ending = path.extname(base);
    for (const other of written[ending] ?? []) {
      const replaced = base.slice(0, -ending.length) + other;
      if (isThere(replaced)) return replaced;
    }
    if (isSourceFile(base) && isThere(base)) return base;
    for (const folder of ["", "/index"]) {
      const found = endings.find((other) => isThere(base + folder + other));
      if (found !== undefined) return base + folder + found;
    }
    return undefined;
  }

  /** Major version of the `inngest` package that a file resolves, else of the range its package.json declares. */
  sdkMajor(file: string): SdkMajor | undefined {
    const folder = path.dirname(file);
    if (!this.#majors.has(folder)) this.#majors.set(folder, this.#findMajor(folder));
    return this.#majors.get(folder);
  }

  /** Version of the `inngest` package that is installed for a file. */
  sdkVersion(file: string): string | undefined {
    const version = this.#findInstalled(path.dirname(file))?.["version"];
    return typeof version === "string" ? version : undefined;
  }

  #findInstalled(folder: string): Manifest | undefined {
    if (this.#installed.has(folder)) return this.#installed.get(folder);
    const parent = path.dirname(folder);
    const installed = this.#disk.json(path.join(folder, "node_modules/inngest/package.json")) ?? (parent === folder ? undefined : this.#findInstalled(parent));
    this.#installed.set(folder, installed);
    return installed;
  }

  #findMajor(folder: string): SdkMajor | undefined {
    const installed = this.#findInstalled(folder);
    if (installed) return toMajor(installed["version"]);
    for (const candidate of foldersUp(folder)) {
      const manifest = this.#disk.json(path.join(candidate, "package.json"));
      const ranges = ["dependencies", "devDependencies", "peerDependencies"].map((field) => (manifest?.[field] as Manifest | undefined)?.["inngest"]);
      const range = ranges.find((value) => typeof value === "string");
      if (range !== undefined) return toMajor(range);
    }
    return undefined;
  }
}

function toFile(file: string | undefined): ModuleTarget | undefined {
  return file === undefined ? undefined : { kind: "file", path: file };
}

/** The major that a version or a plain range begins with; tags, protocols and later majors tell nothing. */
function toMajor(range: unknown): SdkMajor | undefined {
  const major = typeof range === "string" && !/\|\||>/.test(range) ? /^(?:npm:inngest@)?\s*[\^~=v]?\s*(\d+)\b/.exec(range)?.[1] : undefined;
  return major === "3" ? 3 : major === "4" ? 4 : major !== undefined && Number(major) < 3 ? 2 : undefined;
}
