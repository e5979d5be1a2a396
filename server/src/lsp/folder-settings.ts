/** Settings by workspace folder; the empty path stands for everything else. */
import { createHash } from "node:crypto";
import { defaultSettings } from "../../../shared/protocol/settings.ts";
import type { Settings } from "../../../shared/protocol/settings.ts";

export type FolderSettings = ReadonlyMap<string, Settings>;

/** The same text exactly where the same settings hold in the same folders. */
export function toCircumstances(roots: readonly string[], settings: FolderSettings): string {
  const all = ["", ...[...roots].sort()].map((folder) => [folder, settings.get(folder) ?? settings.get("") ?? defaultSettings]);
  return createHash("sha256").update(JSON.stringify(all)).digest("base64url");
}

/** Those of the nearest folder above a file. */
export function settingsFor(settings: FolderSettings, path: string): Settings {
  const folders = [...settings.keys()].filter((folder) => folder === "" || path.startsWith(`${folder}/`));
  const nearest = folders.sort((a, b) => b.length - a.length)[0];
  return (nearest === undefined ? undefined : settings.get(nearest)) ?? defaultSettings;
}

/** `inngest.events` by folder. What is set for all folders holds in each; without a folder nothing tells where schemas lie. */
export function eventsOf(settings: FolderSettings, folders: readonly string[]): ReadonlyMap<string, unknown> {
  return new Map(folders.flatMap((folder) => {
    const { events } = settings.get(folder) ?? settings.get("") ?? defaultSettings;
    return Object.keys(events).length === 0 ? [] : [[folder, events] as const];
  }));
}
