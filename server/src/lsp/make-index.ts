/** What the next start may go by: what the disk alone gives, whatever is open, typed or known of types in an editor at the time. */
import { createHash } from "node:crypto";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { RecordedDisk } from "../host/recorded-disk.ts";
import type { Disk } from "../host/disk.ts";
import type { SavedIndex } from "../host/saved-index.ts";
import { scanFolders } from "../host/scan.ts";
import { Workspace } from "../host/workspace.ts";
import { eventsOf } from "./folder-settings.ts";
import type { FolderSettings } from "./folder-settings.ts";

export interface IndexOf {
  readonly roots: readonly string[];
  readonly settings: FolderSettings;
}

/** A digest of what an index depends on besides the disk. */
export function toCircumstances({ roots, settings }: IndexOf): string {
  return createHash("sha256").update(JSON.stringify([[...roots].sort(), [...settings]])).digest("base64url");
}

/** Whether an index would be the same if it were made now. */
export function isCurrent({ madeFrom }: SavedIndex, of: IndexOf, disk: Disk): boolean {
  return madeFrom?.circumstances === toCircumstances(of) && new RecordedDisk(disk).answersAs(madeFrom.disk);
}

/** @param earlier What was kept before: what still holds of it is taken over. */
export function makeIndex(disk: Disk, of: IndexOf, earlier?: SavedIndex): SavedIndex {
  const recorded = new RecordedDisk(disk);
  const workspace = new Workspace(recorded, analyzeFile);
  for (const root of of.roots) workspace.addRoot(root);
  workspace.setEvents(eventsOf(of.settings, of.roots));
  workspace.beginScan();
  for (const part of scanFolders(recorded, of.roots, earlier)) Array.from(workspace.take(part));
  workspace.endScan();
  const index = workspace.save();
  const record = recorded.record();
  return { ...index, ...(record ? { madeFrom: { disk: record, circumstances: toCircumstances(of) } } : {}) };
}
