/** Files as they were at a commit. Packages are not in Git: those that are installed count, and so does all outside of the repository. */
import { createHash } from "node:crypto";
import path from "node:path/posix";
import type { Disk, EntryKind } from "../host/disk.ts";
import { isSourceFile, maxSourceBytes } from "../host/source-paths.ts";
import { readCommit } from "./git.ts";
import type { GitFile } from "./git.ts";
import { UsageError } from "./usage-error.ts";

export interface Base {
  readonly disk: Disk;
  /** Absolute path of the repository's working tree. */
  readonly top: string;
  /** Texts of the files that have another now, or none. */
  readonly texts: ReadonlyMap<string, string>;
}

/** @param paths Absolute paths of files and folders of one repository, at least one. */
export function readBase(ref: string, paths: readonly string[], disk: Disk): Base {
  const [folder = "/"] = paths.map((given) => (disk.isFolder(given) ? given : path.dirname(given)));
  const commit = readCommit(ref, folder, disk);
  const { top } = commit;
  const outside = paths.find((given) => given !== top && !given.startsWith(top === "/" ? top : `${top}/`));
  if (outside !== undefined) throw new UsageError(`\`--base\`: \`${outside}\` is not in the Git repository \`${top}\`; check one repository at a time`);
  const files = new Map(commit.files.map((file) => [path.join(top, file.path), file]));
  const changed = [...files].filter(([file, { kind, hash }]) => kind === "file" && isRead(file, disk) && hashOf(disk.read(file, maxSourceBytes), hash) !== hash);
  const contents = commit.read([...new Set(changed.map(([, { hash }]) => hash))]);
  const texts = new Map(changed.flatMap(([file, { hash }]) => {
    const content = contents.get(hash);
    return content ? [[file, content] as const] : [];
  }));
  return { disk: createBaseDisk(disk, top, files, texts), top, texts: new Map([...texts].map(([file, content]) => [file, content.toString()])) };
}

/** Sources and configuration; what is large is data. */
function isRead(file: string, disk: Disk): boolean {
  return (isSourceFile(file) || file.endsWith(".json")) && (disk.stamp(file)?.size ?? 0) <= maxSourceBytes;
}

/** The hash that Git gives a file with this content, by the algorithm that the other hash is of. */
function hashOf(content: Buffer | undefined, { length }: string): string | undefined {
  return content && createHash(length === 64 ? "sha256" : "sha1").update(`blob ${String(content.length)}\0`).update(content).digest("hex");
}

function createBaseDisk(disk: Disk, top: string, files: ReadonlyMap<string, GitFile>, texts: ReadonlyMap<string, Buffer>): Disk {
  const folders = toFolders(top, files);
  const prefix = top === "/" ? top : `${top}/`;
  const isOfGit = (file: string): boolean => (file === top || file.startsWith(prefix)) && !`${file}/`.includes("/node_modules/");
  const isLink = (file: string): boolean => files.get(file)?.kind === "link";
  const isLive = (file: string): boolean => !isOfGit(file) || isLink(file);
  return {
    list: (folder) => {
      if (!isOfGit(folder)) return disk.list(folder);
      const entries = folders.get(folder);
      const packages = disk.list(folder)?.get("node_modules");
      return entries && packages ? new Map([...entries, ["node_modules", packages]]) : entries;
    },
    read: (file, maxBytes) => {
      const text = texts.get(file);
      if (text) return text.length > maxBytes ? undefined : text;
      return isLive(file) || files.has(file) ? disk.read(file, maxBytes) : undefined;
    },
    isFile: (file) => (isLive(file) ? disk.isFile(file) : files.has(file)),
    isFolder: (file) => (isLive(file) ? disk.isFolder(file) : folders.has(file)),
    realPath: (file) => (files.has(file) && !isLink(file) ? file : disk.realPath(file) ?? (folders.has(file) ? file : undefined)),
    stamp: (file) => (isLive(file) ? disk.stamp(file) : undefined),
  };
}

function toFolders(top: string, files: ReadonlyMap<string, GitFile>): ReadonlyMap<string, ReadonlyMap<string, EntryKind>> {
  const folders = new Map<string, Map<string, EntryKind>>([[top, new Map()]]);
  for (const [file, { kind }] of files) {
    let entry: EntryKind = kind;
    for (let at = file; at !== top; at = path.dirname(at)) {
      const folder = path.dirname(at);
      const known = folders.get(folder);
      if (known) known.set(path.basename(at), entry);
      else folders.set(folder, new Map([[path.basename(at), entry]]));
      if (known) break;
      entry = "folder";
    }
  }
  return folders;
}
