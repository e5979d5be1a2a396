/** What the next start may go by: what the disk alone gives, whatever is open, typed or known of types in an editor at the time. */
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import type { Disk } from "../host/disk.ts";
import { RecordedDisk } from "../host/recorded-disk.ts";
import type { SavedIndex } from "../host/saved-index.ts";
import { scanAgain, scanFolders } from "../host/scan.ts";
import { Workspace } from "../host/workspace.ts";
import { rules } from "../rules/registry.ts";
import { findAll } from "./earlier-findings.ts";
import { eventsOf, toCircumstances } from "./folder-settings.ts";
import type { FolderSettings } from "./folder-settings.ts";

export interface IndexOf {
  readonly roots: readonly string[];
  readonly settings: FolderSettings;
}

/** Whether an index would be the same if it were made now. */
export function isCurrent({ madeFrom }: SavedIndex, { roots, settings }: IndexOf, disk: Disk): boolean {
  return madeFrom?.circumstances === toCircumstances(roots, settings) && new RecordedDisk(disk).answersAs(madeFrom.disk);
}

/** @param earlier What was kept before: what still holds of it is taken over. */
export function makeIndex(disk: Disk, { roots, settings }: IndexOf, earlier?: SavedIndex): SavedIndex {
  const recorded = new RecordedDisk(disk);
  const workspace = new Workspace(recorded, analyzeFile);
  for (const root of roots) workspace.addRoot(root);
  workspace.setEvents(eventsOf(settings, roots));
  workspace.beginScan();
  for (const part of earlier ? scanAgain(recorded, roots, { files: earlier.files, models: earlier.models }) : scanFolders(recorded, roots)) Array.from(workspace.take(part));
  Array.from(workspace.endScan());
  Array.from(workspace.analyze());
  const findings = findAll(workspace, settings, rules);
  const index = workspace.save();
  const record = recorded.record();
  if (!record) return index;
  return { ...index, ...(findings ? { findings } : {}), madeFrom: { disk: record, circumstances: toCircumstances(roots, settings) } };
}
