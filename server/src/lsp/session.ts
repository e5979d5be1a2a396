/** What one editor's session holds; the handlers of single requests work on it. */
import type { Connection } from "vscode-languageserver";
import type { Snapshot } from "../../../shared/analysis/model.ts";
import type { Settings } from "../../../shared/protocol/settings.ts";
import type { RecordedFunctions } from "../../../shared/recording/recorded-functions.ts";
import type { Diagnosis } from "../features/diagnose.ts";
import type { WholeIndex } from "../host/scan.ts";
import type { Workspace } from "../host/workspace.ts";
import type { Rule } from "../rules/rule.ts";
import type { Documents } from "./documents.ts";
import { EarlierFindings } from "./earlier-findings.ts";
import { findIn } from "./find-in.ts";
import type { Circumstances } from "./find-in.ts";
import { settingsFor, toCircumstances } from "./folder-settings.ts";
import { KeptFindings } from "./kept-findings.ts";
import type { Report } from "./report.ts";
import type { Turns } from "./turns.ts";

export interface ClientAbilities {
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly watching: boolean;
  readonly pullDiagnostics: boolean;
  readonly diagnosticRefresh: boolean;
  readonly lensRefresh: boolean;
  readonly hintRefresh: boolean;
  /** Edits may carry a word about them that the user confirms. */
  readonly changeAnnotations: boolean;
  readonly folders: boolean;
  /** The client registers the commands that lenses carry. */
  readonly functionCommands: boolean;
  /** Where the index may be kept between two runs. */
  readonly storageFolder: string | undefined;
  /** Where the editor keeps the recordings of this workspace's debug sessions. */
  readonly recordingsFolder: string | undefined;
}

export class Session {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly documents: Documents;
  readonly rules: readonly Rule[];
  readonly abilities: ClientAbilities;
  readonly turns: Turns;
  /** Workspace folders by path, with the settings that hold in them; the empty path stands for everything else. */
  readonly settings = new Map<string, Settings>();
  readonly #crashes = new Set<string>();
  readonly #findings: KeptFindings;
  #recorded: RecordedFunctions | undefined;
  #earlier: EarlierFindings | undefined;

  constructor(parts: Pick<Session, "connection" | "workspace" | "documents" | "rules" | "abilities" | "turns">) {
    this.connection = parts.connection;
    this.workspace = parts.workspace;
    this.documents = parts.documents;
    this.rules = parts.rules;
    this.abilities = parts.abilities;
    this.turns = parts.turns;
    this.#findings = new KeptFindings({
      workspace: parts.workspace, documents: parts.documents,
      settingsFor: (path) => this.settingsFor(path),
      diagnose: (path, snapshot, circumstances) => this.#diagnose(path, snapshot, circumstances),
    });
  }

  settingsFor(path: string): Settings {
    return settingsFor(this.settings, path);
  }

  /** The last recorded runs are others now, and with them what is found everywhere. */
  setRecorded(recorded: RecordedFunctions): void {
    this.#recorded = recorded.size === 0 ? undefined : recorded;
    this.#findings.forget();
    if (this.#recorded) this.#earlier = undefined;
  }

  /** @param diskEdition The workspace's before it was found that the disk is as it was when the index was kept. */
  setEarlier(whole: WholeIndex, diskEdition: number): void {
    if (whole.findings && !this.#recorded) this.#earlier = new EarlierFindings(this, whole, whole.findings, diskEdition);
    this.settingsChanged();
  }

  settingsChanged(): void {
    if (this.#earlier?.circumstances !== this.circumstances()) this.#earlier = undefined;
  }

  /** Equal exactly where the same settings hold in the same folders. */
  circumstances(): string {
    return toCircumstances(this.workspace.roots(), this.settings);
  }

  /** What an earlier run found, as long as it stands. */
  earlier(): EarlierFindings | undefined {
    if (this.#earlier?.stands() === false) this.#earlier = undefined;
    return this.#earlier;
  }

  /** Forgets findings that no longer stand; each step is a file. */
  * prune(): Generator<void> {
    this.earlier();
    yield* this.#findings.prune();
  }

  diagnose(path: string): readonly Diagnosis[] {
    return this.#findings.findings(path);
  }

  /** Findings of an open document are made here: what is typed next is compared with them. */
  report(path: string): Report {
    return (this.workspace.isOpen(path) ? undefined : this.earlier()?.report(path)) ?? this.#findings.report(path);
  }

  /** Whether what was last reported of a file still holds. */
  isReportCurrent(path: string): boolean {
    return this.earlier() !== undefined || this.#findings.isCurrent(path);
  }

  #diagnose(path: string, snapshot: Snapshot, circumstances: Circumstances): readonly Diagnosis[] {
    const fresh = findIn(snapshot, path, {
      ...circumstances,
      rules: this.rules,
      ...(this.#recorded ? { recorded: this.#recorded } : {}),
      onCrash: (rule, file, error) => { this.#reportCrash(rule, file, error); },
    });
    return this.documents.steady(path, fresh);
  }

  log(message: string): void {
    this.connection.console.error(message);
  }

  /** Once for each rule and message: a rule that throws would throw again at every key. */
  #reportCrash(rule: string, path: string, error: unknown): void {
    const message = error instanceof Error ? error.stack ?? error.message : String(error);
    const key = `${rule}\n${message}`;
    if (this.#crashes.has(key)) return;
    this.#crashes.add(key);
    this.log(`the rule ${rule} failed on ${path} and says nothing there: ${message}`);
  }
}

/** Runs a handler; a failure is logged and answered with `fallback`, so that one bad request never ends the session. */
export function guarded<P extends readonly unknown[], R>(session: () => Session | undefined, name: string, fallback: R, handler: (session: Session, ...parameters: P) => R): (...parameters: P) => R {
  return (...parameters) => {
    const current = session();
    if (!current) return fallback;
    try {
      return handler(current, ...parameters);
    } catch (error) {
      current.log(`${name} failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
      return fallback;
    }
  };
}
