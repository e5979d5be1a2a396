/** `stepwise check`: the rules of the editor over files and folders, nothing of which is executed. */
import nodePath from "node:path";
import path from "node:path/posix";
import type { Snapshot } from "../../../shared/analysis/model.ts";
import type { TypeFacts } from "../../../shared/analysis/type-facts.ts";
import type { RuleSetting } from "../../../shared/protocol/settings.ts";
import type { RecordedFunctions } from "../../../shared/recording/recorded-functions.ts";
import { diagnose } from "../features/diagnose.ts";
import type { DiagnoseOptions, Diagnosis } from "../features/diagnose.ts";
import { brokenMessage, findConfigurationMistakes, mergeSettings } from "../features/project-settings.ts";
import { toSlashes } from "../host/disk.ts";
import type { Disk } from "../host/disk.ts";
import type { ScanJob, ScanPart } from "../host/scan.ts";
import { isSourceFile } from "../host/source-paths.ts";
import type { AnalyzeFile } from "../host/workspace.ts";
import { Workspace } from "../host/workspace.ts";
import { LineMap } from "../line-map.ts";
import type { Rule } from "../rules/rule.ts";
import type { Base } from "./base-disk.ts";
import { fixAll } from "./fix.ts";
import type { Report, ReportFinding, ReportPlace } from "./report.ts";
import { UsageError } from "./usage-error.ts";

export interface CheckOptions {
  readonly disk: Disk;
  readonly analyze: AnalyzeFile;
  /** Reads the folders beside the analysis; left out, before it. */
  readonly scan?: (job: ScanJob) => Iterable<ScanPart>;
  readonly rules: readonly Rule[];
  /** Absolute path of the working directory. */
  readonly directory: string;
  /** Files and folders, relative to the working directory or absolute. */
  readonly paths: readonly string[];
  /** Severities that hold whatever the project says. */
  readonly severities?: Readonly<Record<string, RuleSetting>>;
  /** Applies preferred fixes, in memory. */
  readonly fix?: boolean;
  /** The repository of the paths as it was, to compare with. */
  readonly readBase?: (paths: readonly string[]) => Base;
  /** The last recorded runs, to compare with. */
  readonly recorded?: RecordedFunctions;
  /** Types of files, for what their text does not tell, some with other texts than the disk's; left out, text alone counts. */
  readonly readTypes?: (files: readonly string[], texts: ReadonlyMap<string, string>) => Iterable<{ readonly path: string; readonly facts: TypeFacts }>;
}

/** Findings by file, then by place: the same on every machine. */
export function check(options: CheckOptions): { readonly report: Report; readonly workspace: Workspace; readonly changed: ReadonlyMap<string, string> } {
  const { disk, rules, directory } = options;
  const workspace = new Workspace(disk, options.analyze);
  const asked = options.paths.length === 0 ? [directory] : options.paths.map((given) => toSlashes(nodePath.resolve(directory, given)));
  const files = asked.filter((_file, index) => isFile(disk, asked[index] ?? "", options.paths[index] ?? "."));
  const folders = asked.filter((folder) => !files.includes(folder));
  const old = options.readBase?.(asked);
  // Whoever listens to what changed may be in any package of the repository.
  for (const root of [...folders, ...files.map((file) => projectOf(disk, file)), ...(old ? [old.top] : [])]) workspace.addRoot(root);
  read(workspace, options.scan);
  for (const file of files) workspace.addFile(file);

  const [problem] = workspace.eventProblems();
  if (problem) throw new UsageError(`${path.relative(directory, problem.path)}: ${problem.message}`);
  const isAsked = (file: string): boolean => files.includes(file) || folders.some((folder) => folder === "/" || file.startsWith(`${folder}/`));
  takeTypes(options, workspace, isAsked, new Map());
  const base = old && snapshotAt(old, options, workspace.roots(), isAsked);
  const find = (file: string): Diagnosis[] => diagnose(workspace.snapshot(), file, { rules, ...settingsOf(options, workspace, file), ...(base ? { base } : {}), ...(options.recorded ? { recorded: options.recorded } : {}), includeTypeScripts: true, onCrash });
  const candidates = (): string[] => workspace.candidates().filter(isAsked);
  const { texts, fixed } = options.fix === true ? fixAll(workspace, () => candidates().flatMap(find), isAsked) : { texts: new Map<string, string>(), fixed: 0 };
  const findings = candidates().flatMap((file) => find(file).map((diagnosis) => toFinding(workspace, directory, file, diagnosis)));
  return { report: { files: workspace.files().filter(isAsked).length, ...(options.fix === true ? { fixed } : {}), findings }, workspace, changed: texts };
}

function takeTypes({ readTypes }: CheckOptions, workspace: Workspace, isAsked: (file: string) => boolean, texts: ReadonlyMap<string, string>): void {
  workspace.snapshot().functions();
  const files = new Set([...workspace.candidates().filter(isAsked), ...workspace.needTypes()]);
  for (const { path: file, facts } of readTypes?.([...files], texts) ?? []) workspace.setTypes(file, facts);
}

function read(workspace: Workspace, scan: CheckOptions["scan"]): void {
  if (!scan) {
    Array.from(workspace.scan());
    return;
  }
  workspace.beginScan();
  for (const part of scan({ roots: workspace.roots() })) Array.from(workspace.take(part));
  Array.from(workspace.endScan());
  Array.from(workspace.analyze());
}

function snapshotAt({ disk, texts }: Base, options: CheckOptions, roots: readonly string[], isAsked: (file: string) => boolean): Snapshot {
  const workspace = new Workspace(disk, options.analyze);
  for (const root of roots) workspace.addRoot(root);
  Array.from(workspace.scan());
  takeTypes(options, workspace, isAsked, texts);
  return workspace.snapshot();
}

/** The project's own settings, under those of the command line. */
function settingsOf({ rules, severities = {}, directory }: CheckOptions, workspace: Workspace, file: string): Pick<DiagnoseOptions, "settings" | "externalEvents" | "hasEslintPlugin"> {
  const { configuration, hasEslintPlugin } = workspace.project(file);
  if (configuration?.brokenLine !== undefined) throw new UsageError(`${path.relative(directory, configuration.manifest)}: ${brokenMessage(configuration.brokenLine)}`);
  const [mistake] = configuration ? findConfigurationMistakes(configuration.value, rules) : [];
  if (configuration && mistake) throw new UsageError(`${path.relative(directory, configuration.manifest)}: ${mistake.message}`);
  const merged = mergeSettings(configuration?.value, { rules: {}, externalEvents: [] }, rules);
  return { settings: { ...merged.rules, ...severities }, externalEvents: merged.externalEvents, hasEslintPlugin };
}

function onCrash(rule: string, file: string, error: unknown): never {
  throw new Error(`the rule \`${rule}\` failed on ${file}: ${error instanceof Error ? error.message : String(error)}`);
}

function isFile(disk: Disk, absolute: string, given: string): boolean {
  if (disk.isFolder(absolute)) return false;
  if (!disk.isFile(absolute)) throw new UsageError(`there is no file or folder \`${given}\``);
  if (!isSourceFile(absolute)) throw new UsageError(`\`${given}\` is not a TypeScript or JavaScript source file`);
  return true;
}

/** A single file is checked as part of its package: events it sends may be declared beside it. */
function projectOf(disk: Disk, file: string): string {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (disk.isFile(path.join(folder, "package.json"))) return folder;
    if (path.dirname(folder) === folder) return path.dirname(file);
  }
}

function toFinding(workspace: Workspace, directory: string, file: string, diagnosis: Diagnosis): ReportFinding {
  const lines = new LineMap(workspace.text(file) ?? "");
  const end = lines.positionAt(diagnosis.span.end);
  return {
    ...toPlace(lines, directory, file, diagnosis.span.start),
    endLine: end.line + 1,
    endColumn: end.character + 1,
    rule: diagnosis.rule,
    severity: diagnosis.severity,
    message: diagnosis.message,
    related: (diagnosis.related ?? []).map(({ location, message }) => {
      const relatedLines = location.path === file ? lines : new LineMap(workspace.text(location.path) ?? "");
      return { ...toPlace(relatedLines, directory, location.path, location.span.start), message };
    }),
    fixes: (diagnosis.fixes ?? []).map(({ title }) => title),
  };
}

function toPlace(lines: LineMap, directory: string, file: string, offset: number): ReportPlace {
  const { line, character } = lines.positionAt(offset);
  return { file: path.relative(directory, file), line: line + 1, column: character + 1 };
}
