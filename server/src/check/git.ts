/** Git as a reader of its own database: nothing of a repository's configuration is executed, and nothing is fetched. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Disk } from "../host/disk.ts";
import { UsageError } from "./usage-error.ts";

const quiet = ["-c", "core.fsmonitor=false", "-c", "protocol.allow=never", "-c", "core.quotePath=false", "--no-replace-objects", "--no-optional-locks"];

export interface GitFile {
  /** Relative to the top of the repository, with `/`. */
  readonly path: string;
  readonly kind: "file" | "link";
  /** Hash of its content as Git counts it. */
  readonly hash: string;
}

export interface Commit {
  /** Absolute path of the repository's working tree, as the folder it was asked in leads there. */
  readonly top: string;
  readonly files: readonly GitFile[];
  /** Contents by hash, read by one child process. */
  readonly read: (hashes: readonly string[]) => ReadonlyMap<string, Buffer>;
}

/**
 * The commit at which the history that is checked out left that of `ref`: what came to `ref` since is no change of ours.
 * @param ref Any of Git's names of a commit: a branch, a tag, `HEAD~3`, a hash.
 * @param folder Absolute path of a folder in the repository.
 */
export function readCommit(ref: string, folder: string, disk: Pick<Disk, "realPath">): Commit {
  const git = findGit();
  if (git === undefined) throw new UsageError("`--base` needs Git, which is not on the PATH");
  const run = (args: readonly string[], input = ""): { readonly ok: boolean; readonly out: Buffer; readonly problem: string } => {
    const { status, stdout, stderr, error } = spawnSync(git, [...quiet, ...args], { cwd: folder, input, maxBuffer: Infinity, windowsHide: true, env: { ...process.env, LC_ALL: "C", GIT_NO_LAZY_FETCH: "1" } });
    if (error) throw new UsageError(`\`--base\`: Git cannot be started: ${error.message}`);
    return { ok: status === 0, out: stdout, problem: (stderr.toString().split("\n")[0] ?? "").replace(/^fatal: /, "") };
  };
  const must = (args: readonly string[], input?: string): Buffer => {
    const { ok, out, problem } = run(args, input);
    if (!ok) throw new UsageError(problem.startsWith("not a git repository") ? `\`--base\`: \`${folder}\` is in no Git repository` : `\`--base\`: Git says: ${problem}`);
    return out;
  };
  const top = findTop(folder, must(["rev-parse", "--show-cdup"]).toString().trim(), disk);
  const found = run(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  if (!found.ok) {
    const isShallow = must(["rev-parse", "--is-shallow-repository"]).toString().trim() === "true";
    throw new UsageError(`\`--base\`: the repository has no commit \`${ref}\`${isShallow ? "; the clone is shallow: fetch the commit first" : ""}`);
  }
  const named = found.out.toString().trim();
  // A shallow clone may not reach back to where the two parted.
  const parted = run(["merge-base", named, "HEAD"]);
  const commit = parted.ok ? parted.out.toString().trim() : named;
  return {
    top,
    files: must(["ls-tree", "-r", "-z", "--full-tree", commit]).toString().split("\0").flatMap(toFile),
    read: (hashes) => (hashes.length === 0 ? new Map<string, Buffer>() : readBlobs(must(["cat-file", "--batch"], `${hashes.join("\n")}\n`))),
  };
}

/** Git goes up from the folder that a link leads to, where `..` of the link is another. */
function findTop(folder: string, up: string, disk: Pick<Disk, "realPath">): string {
  const real = disk.realPath(folder) ?? folder;
  const top = path.posix.join(real, up, ".");
  const same = path.posix.join(folder, up, ".");
  return disk.realPath(same) === top ? same : top;
}

/** By hand, as a search by the system may begin in the working directory, which is not trusted. */
function findGit(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, process.platform === "win32" ? "git.exe" : "git")).find((file) => existsSync(file));
}

/** `100644 blob <hash>\t<path>`; what is a repository of its own is passed over. */
function toFile(row: string): GitFile[] {
  const [, mode, hash = "", file = ""] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(row) ?? [];
  return mode === undefined ? [] : [{ path: file, kind: mode === "120000" ? "link" : "file", hash }];
}

/** `<hash> blob <size>\n<content>\n`, again and again. */
function readBlobs(output: Buffer): Map<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  for (let at = 0; at < output.length;) {
    const end = output.indexOf("\n", at);
    const [hash = "", kind, size] = output.toString("latin1", at, end).split(" ");
    if (kind !== "blob") throw new UsageError(`\`--base\`: Git has no content of ${hash}; a partial clone has to fetch it first`);
    const start = end + 1;
    at = start + Number(size) + 1;
    blobs.set(hash, output.subarray(start, at - 1));
  }
  return blobs;
}
