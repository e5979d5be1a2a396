import assert from "node:assert/strict";
import { test } from "node:test";
import { CachedDisk } from "./cached-disk.ts";
import type { EntryKind } from "./disk.ts";
import { toListing } from "./listing.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";

class CountingDisk extends MemoryDisk {
  listed: string[] = [];
  override list(folder: string): ReadonlyMap<string, EntryKind> | undefined {
    this.listed.push(folder);
    return super.list(folder);
  }
}

function create(files: Readonly<Record<string, string>>): { disk: CountingDisk; cached: CachedDisk } {
  const disk = new CountingDisk(files);
  return { disk, cached: new CachedDisk(disk, (_path, text) => ({ value: JSON.parse(text), brokenAt: undefined })) };
}

test("the disk is not asked for what a listing above says is not there", () => {
  const { disk, cached } = create({ "/app/src/a.ts": "", "/app/link": "->/other", "/other/package.json": "{}" });
  cached.list("/app");
  cached.list("/app/src");
  assert.equal(cached.json("/app/src/node_modules/inngest/package.json"), undefined);
  assert.equal(cached.isFile("/app/none/deep/x.ts"), false);
  assert.deepEqual(disk.listed, ["/app", "/app/src"]);
  // What a link leads to is not in its listing.
  cached.isFile("/app/link/package.json");
  assert.deepEqual(disk.listed, ["/app", "/app/src", "/app/link"]);
});

test("the disk is not asked for a folder that another thread has listed, until something in it changes", () => {
  const { disk, cached } = create({ "/app/src/a.ts": "", "/app/src/none/b.ts": "" });
  cached.learn(new Map([["/app", toListing(new Map([["src", "folder"], ["link", "link"]]))], ["/app/src", toListing(new Map([["a.ts", "file"]]))], ["/app/empty", ""]]));
  assert.deepEqual([cached.kind("/app/link"), cached.isFolder("/app/src"), cached.isFile("/app/src/a.ts"), cached.isFile("/app/src/none/b.ts")], ["link", true, true, false]);
  assert.deepEqual([...cached.list("/app/empty") ?? ["none"]], []);
  assert.deepEqual(disk.listed, []);
  cached.forget(new Set(["/app/src/none/b.ts"]));
  assert.equal(cached.isFile("/app/src/none/b.ts"), true);
  cached.list("/app/src");
  cached.learn(new Map([["/app/src", ""]]));
  assert.equal(cached.isFile("/app/src/a.ts"), true);
});

test("folders that come and go are seen, however little is said of them", () => {
  const { disk, cached } = create({ "/app/a.ts": "" });
  cached.list("/app");
  assert.equal(cached.isFile("/app/x/y/z.ts"), false);
  disk.files.set("/app/x/y/z.ts", "");
  cached.forget(new Set(["/app/x/y/z.ts"]));
  assert.equal(cached.isFile("/app/x/y/z.ts"), true);
  assert.equal(cached.json("/app/x/y/package.json"), undefined);
  disk.files.clear();
  disk.files.set("/app/a.ts", "");
  cached.forget(new Set(["/app/x"]));
  assert.equal(cached.isFile("/app/x/y/z.ts"), false);
  assert.deepEqual([...cached.list("/app") ?? []], [["a.ts", "file"]]);
});
