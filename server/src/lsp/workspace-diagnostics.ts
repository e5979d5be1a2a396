/** Diagnostics of files that are not open, so that the Problems panel lists every mistake of the workspace. */
import { LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { CancellationToken, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport } from "vscode-languageserver";
import type { Session } from "./session.ts";
import { inTurns } from "./turns.ts";
import { toPath } from "./uris.ts";

/**
 * Answers the first request when the workspace is read and every later one when something has changed: editors ask
 * again as soon as they are answered, and an idle workspace should cost nothing.
 */
export class WorkspaceDiagnostics {
  readonly #session: Session;
  readonly #ready: () => Promise<void>;
  #answered: number | undefined;
  #waiting: (() => void)[] = [];

  /** @param ready Resolves when the workspace is read, at once where there is nothing to read. */
  constructor(session: Session, ready: () => Promise<void>) {
    this.#session = session;
    this.#ready = ready;
  }

  /** Something that findings depend on has changed. */
  changed(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** The next request is answered whether or not the text has changed: settings have. */
  invalidate(): void {
    this.#answered = undefined;
    this.changed();
  }

  async answer({ previousResultIds }: WorkspaceDiagnosticParams, token: CancellationToken): Promise<WorkspaceDiagnosticReport> {
    const cancelled = new Promise<void>((resolve) => { token.onCancellationRequested(() => { resolve(); }); });
    await Promise.race([this.#ready(), cancelled]);
    while (this.#answered === this.#session.workspace.version && !token.isCancellationRequested) {
      await Promise.race([new Promise<void>((resolve) => { this.#waiting.push(resolve); }), cancelled]);
    }
    const previous = new Map(previousResultIds.map(({ uri, value }) => [toPath(uri), { uri, value }]));
    for (;;) {
      const { version } = this.#session.workspace;
      const items: WorkspaceDocumentDiagnosticReport[] = [];
      const isStale = (): boolean => token.isCancellationRequested || this.#session.workspace.version !== version;
      if (await inTurns(this.#collect(previous, items), isStale)) {
        this.#answered = version;
        return { items };
      }
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
    }
  }

  /** Only what differs from what the editor has; it keeps the rest. */
  * #collect(previous: ReadonlyMap<string, { readonly uri: string; readonly value: string }>, items: WorkspaceDocumentDiagnosticReport[]): Generator<void> {
    const { workspace, documents } = this.#session;
    const candidates = workspace.candidates();
    // Models first, one at a time: rules that ask about the whole workspace would make all of them in one turn.
    for (const path of candidates) {
      workspace.snapshot().file(path);
      yield;
    }
    for (const path of new Set([...candidates, ...previous.keys()])) {
      const known = previous.get(path);
      const { resultId, items: found } = this.#session.report(path);
      if (known?.value !== resultId && (known || found.length > 0)) {
        items.push({ kind: "full", uri: known?.uri ?? documents.uri(path), version: documents.version(path) ?? null, resultId, items: found });
      }
      yield;
    }
  }
}
