import type { Snapshot } from "../../../shared/analysis/model.ts";
import type { Settings } from "../../../shared/protocol/settings.ts";
import { diagnose } from "../features/diagnose.ts";
import type { DiagnoseOptions, Diagnosis } from "../features/diagnose.ts";
import { mergeSettings } from "../features/project-settings.ts";
import type { Project } from "../host/project.ts";

/** What findings are made from, in the words of one file. */
export interface Circumstances {
  readonly settings: Settings;
  readonly project: Project;
  /** Outside of the workspace's folders. */
  readonly isAlone: boolean;
}

/** What the rules say of a file in an editor, where TypeScript speaks for itself. */
export function findIn(snapshot: Snapshot, path: string, { settings: own, project: { configuration, hasEslintPlugin }, ...options }: Circumstances & Pick<DiagnoseOptions, "rules" | "recorded" | "onCrash">): Diagnosis[] {
  const { rules: settings, externalEvents } = mergeSettings(configuration?.value, own, options.rules);
  return diagnose(snapshot, path, { ...options, settings, externalEvents, hasEslintPlugin, includeTypeScripts: false });
}
