/** What is wrong with a project's configuration, shown where it is written: no document of ours, so the editor does not ask. */
import { DiagnosticSeverity } from "vscode-languageserver";
import type { Diagnostic } from "vscode-languageserver";
import { brokenMessage, findConfigurationMistakes } from "../features/project-settings.ts";
import type { ConfigurationProblem } from "../host/declared-events.ts";
import { findPlaces } from "../host/json-places.ts";
import { diagnosticSource } from "./initialize.ts";
import type { Session } from "./session.ts";
import { toRange } from "./to-lsp.ts";

export class ConfigurationProblems {
  readonly #session: Session;
  #shown = new Map<string, string>();
  readonly #warned = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Tells the editor where that has changed. */
  update(): void {
    const { workspace, connection, documents } = this.#session;
    const byPath = new Map<string, Diagnostic[]>();
    for (const problem of [...workspace.eventProblems(), ...this.#mistakes()]) {
      if (workspace.text(problem.path) === undefined) this.#warn(problem.message);
      else byPath.set(problem.path, [...byPath.get(problem.path) ?? [], this.#toDiagnostic(problem)]);
    }
    const shown = new Map([...byPath].map(([path, diagnostics]) => [path, JSON.stringify(diagnostics)]));
    for (const path of new Set([...this.#shown.keys(), ...shown.keys()])) {
      if (this.#shown.get(path) !== shown.get(path)) void connection.sendDiagnostics({ uri: documents.uri(path), diagnostics: byPath.get(path) ?? [] });
    }
    this.#shown = shown;
  }

  * #mistakes(): Iterable<ConfigurationProblem> {
    const { workspace, rules } = this.#session;
    for (const { manifest, value, brokenLine } of workspace.configurations()) {
      if (brokenLine !== undefined) {
        const at = this.#session.documents.lines(manifest).offsetAt({ line: brokenLine - 1, character: 0 });
        yield { path: manifest, span: { start: at, end: at }, message: brokenMessage(brokenLine) };
      }
      for (const { at, message } of findConfigurationMistakes(value, rules)) {
        const span = findPlaces(manifest, workspace.text(manifest) ?? "", ["inngest", ...at]).get("");
        if (span) yield { path: manifest, span, message };
      }
    }
  }

  /** Settings of a user are in no file that is known here. */
  #warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#session.connection.window.showWarningMessage(message);
  }

  #toDiagnostic({ path, span, message }: ConfigurationProblem): Diagnostic {
    return { range: toRange(this.#session.documents.lines(path), span), severity: DiagnosticSeverity.Error, source: diagnosticSource, message };
  }
}
