/** Findings of the whole workspace as an earlier run kept them: they stand until something that they were made from changes. */
import { deserialize, serialize } from "node:v8";
import type { Diagnostic } from "vscode-languageserver";
import { mayHoldSecret, secretWords } from "../host/saved-index.ts";
import type { WholeIndex } from "../host/scan.ts";
import type { Workspace } from "../host/workspace.ts";
import type { Rule } from "../rules/rule.ts";
import { Documents } from "./documents.ts";
import { findIn } from "./find-in.ts";
import { settingsFor } from "./folder-settings.ts";
import type { FolderSettings } from "./folder-settings.ts";
import { toReport } from "./report.ts";
import type { Report } from "./report.ts";
import { toDiagnostic } from "./to-lsp.ts";
import { toPath } from "./uris.ts";

/** By path; files without any are left out. */
type ByPath = ReadonlyMap<string, readonly Diagnostic[]>;

/** @returns Undefined where what is found may tell a secret, or where a rule failed: that is to be told anew each time. */
export function findAll(workspace: Workspace, settings: FolderSettings, rules: readonly Rule[]): Uint8Array | undefined {
  const documents = new Documents(workspace);
  const failed: unknown[] = [];
  const found = new Map(workspace.candidates().flatMap((path) => {
    const circumstances = { settings: settingsFor(settings, path), project: workspace.project(path), isAlone: false };
    const diagnoses = findIn(workspace.snapshot(), path, { rules, ...circumstances, onCrash: (...crash) => { failed.push(crash); } });
    return diagnoses.length === 0 ? [] : [[path, diagnoses.map((diagnosis) => toDiagnostic(documents, path, diagnosis))] as const];
  }));
  return failed.length > 0 || mayTellSecret(workspace, found) ? undefined : serialize(found);
}

/** Messages quote what stands in any file of the workspace. */
function mayTellSecret(workspace: Workspace, found: ByPath): boolean {
  const holders = workspace.sources().filter((path) => mayHoldSecret(workspace.text(path) ?? ""));
  if (holders.some((path) => found.has(path))) return true;
  const words = holders.flatMap((path) => secretWords(workspace.text(path) ?? ""));
  const messages = [...found.values()].flat().flatMap(({ message, relatedInformation = [] }) => [message, ...relatedInformation.map((related) => related.message)]).map(String);
  return messages.some((message) => mayHoldSecret(message) || words.some((word) => message.includes(word)));
}

interface Around {
  readonly workspace: Workspace;
  readonly documents: Documents;
}

export class EarlierFindings {
  readonly #around: Around;
  readonly #files: string;
  readonly circumstances: string;
  readonly #found: ByPath;
  readonly #diskEdition: number;
  #seen: { readonly version: number; readonly stands: boolean } | undefined;

  /** @param diskEdition The workspace's before it was found that the disk is as it was. */
  constructor({ workspace, documents }: Around, { paths, circumstances }: WholeIndex, findings: Uint8Array, diskEdition: number) {
    this.#around = { workspace, documents };
    this.#files = paths;
    this.circumstances = circumstances;
    this.#found = deserialize(findings) as ByPath;
    this.#diskEdition = diskEdition;
  }

  stands(): boolean {
    const { workspace } = this.#around;
    if (workspace.diskEdition !== this.#diskEdition) return false;
    if (this.#seen?.version !== workspace.version) this.#seen = { version: workspace.version, stands: this.#areDocumentsAlike() };
    return this.#seen.stands;
  }

  /** A document with syntax errors is told of otherwise while it is open. */
  #areDocumentsAlike(): boolean {
    const { workspace, documents } = this.#around;
    return workspace.isAsOnDisk() && documents.paths().every((path) => this.#files.includes(`\0${path}\0`) && (!this.#found.has(path) || workspace.syntaxErrors(path).length === 0));
  }

  /** Files with findings. */
  paths(): Iterable<string> {
    return this.#found.keys();
  }

  report(path: string): Report {
    const { documents } = this.#around;
    return toReport((this.#found.get(path) ?? []).map(({ relatedInformation, ...diagnostic }) => ({
      ...diagnostic,
      ...(relatedInformation ? { relatedInformation: relatedInformation.map(({ location: { uri, range }, message }) => ({ location: { uri: documents.uri(toPath(uri)), range }, message })) } : {}),
    })));
  }
}
