/** What is in a folder, as one string: thousands of them pass between threads, and few are looked into. */
import type { EntryKind } from "./disk.ts";

const letters: Readonly<Record<EntryKind, string>> = { file: "f", folder: "d", link: "l" };
const kinds: Readonly<Record<string, EntryKind>> = { f: "file", d: "folder", l: "link" };

/** Separated by zeros, which no name has. */
export function toListing(entries: ReadonlyMap<string, EntryKind>): string {
  return Array.from(entries, ([name, kind]) => letters[kind] + name).join("\0");
}

export function fromListing(listing: string): ReadonlyMap<string, EntryKind> {
  const entries = new Map<string, EntryKind>();
  if (listing === "") return entries;
  for (const entry of listing.split("\0")) entries.set(entry.slice(1), kinds[entry.charAt(0)] ?? "file");
  return entries;
}
