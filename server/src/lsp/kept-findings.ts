/** Findings of files, each kept until something that they were made from changes: after a key those of most files stand. */
import type { Settings } from "../../../shared/protocol/settings.ts";
import type { Diagnosis } from "../features/diagnose.ts";
import { answersAlike, recordAnswers } from "../features/questions.ts";
import type { Answers } from "../features/questions.ts";
import type { Snapshot } from "../../../shared/analysis/model.ts";
import type { Workspace } from "../host/workspace.ts";
import type { Documents } from "./documents.ts";
import type { Circumstances } from "./find-in.ts";
import { toReport } from "./report.ts";
import type { Report } from "./report.ts";
import { toDiagnostic } from "./to-lsp.ts";

interface Kept extends Circumstances {
  readonly findings: readonly Diagnosis[];
  readonly answers: Answers;
  readonly edition: number | undefined;
  /** When the project was last looked at. */
  structure: number;
  /** Made when it is asked for, with what the editor called the files in it. */
  told: { readonly report: Report; readonly uris: ReadonlyMap<string, string> } | undefined;
}

interface Parts {
  readonly workspace: Workspace;
  readonly documents: Documents;
  settingsFor(path: string): Settings;
  diagnose(path: string, snapshot: Snapshot, circumstances: Circumstances): readonly Diagnosis[];
}

export class KeptFindings {
  readonly #parts: Parts;
  readonly #kept = new Map<string, Kept>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Something that all of them were made from has changed. */
  forget(): void {
    this.#kept.clear();
  }

  /** Forgets those that do not stand, and with them the models that they were made from; each step is a file. */
  * prune(): Generator<void> {
    for (const [path, kept] of this.#kept) {
      if (!this.#stands(path, kept)) this.#kept.delete(path);
      yield;
    }
  }

  findings(path: string): readonly Diagnosis[] {
    return this.#current(path).findings;
  }

  report(path: string): Report {
    const kept = this.#current(path);
    const { documents } = this.#parts;
    if (kept.told && !isNamedAlike(documents, kept.told.uris)) kept.told = undefined;
    kept.told ??= tell(documents, path, kept.findings);
    return kept.told.report;
  }

  /** Whether the last report of a file still stands, told without making another. */
  isCurrent(path: string): boolean {
    const kept = this.#kept.get(path);
    return kept?.told !== undefined && this.#stands(path, kept) && isNamedAlike(this.#parts.documents, kept.told.uris);
  }

  #current(path: string): Kept {
    const known = this.#kept.get(path);
    if (known && this.#stands(path, known)) return known;
    const { workspace, documents } = this.#parts;
    const isSameProject = known !== undefined && this.#isSameProject(path, known);
    const circumstances = { settings: this.#parts.settingsFor(path), project: isSameProject ? known.project : workspace.project(path), isAlone: !workspace.isBelowRoot(path) };
    const { snapshot, answers } = recordAnswers(workspace.snapshot());
    const findings = this.#parts.diagnose(path, snapshot, circumstances);
    const kept: Kept = { ...circumstances, findings, answers, edition: documents.edition(path), structure: workspace.structure, told: undefined };
    this.#kept.set(path, kept);
    return kept;
  }

  #stands(path: string, kept: Kept): boolean {
    const { workspace, documents } = this.#parts;
    return documents.edition(path) === kept.edition && this.#parts.settingsFor(path) === kept.settings && this.#isSameProject(path, kept) && answersAlike(workspace.snapshot(), kept.answers);
  }

  /** What stands in package.json files is looked at again only where one of them may have changed. */
  #isSameProject(path: string, kept: Kept): boolean {
    const { workspace } = this.#parts;
    if (kept.structure === workspace.structure) return true;
    const { configuration, hasEslintPlugin } = workspace.project(path);
    if (kept.isAlone === workspace.isBelowRoot(path) || configuration?.value !== kept.project.configuration?.value || hasEslintPlugin !== kept.project.hasEslintPlugin) return false;
    kept.structure = workspace.structure;
    return true;
  }
}

function tell(documents: Documents, path: string, findings: readonly Diagnosis[]): NonNullable<Kept["told"]> {
  const others = findings.flatMap(({ related = [] }) => related.map(({ location }) => location.path));
  return {
    report: toReport(findings.map((diagnosis) => toDiagnostic(documents, path, diagnosis))),
    uris: new Map([...new Set(others)].map((other) => [other, documents.uri(other)])),
  };
}

function isNamedAlike(documents: Documents, uris: ReadonlyMap<string, string>): boolean {
  for (const [path, uri] of uris) if (documents.uri(path) !== uri) return false;
  return true;
}
