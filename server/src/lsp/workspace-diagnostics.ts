/** Diagnostics of files that are not open, so that the Problems panel lists every mistake of the workspace. */
import { LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { CancellationToken, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport } from "vscode-languageserver";
import type { Session } from "./session.ts";
import { toPath } from "./uris.ts";

/** What the editor has, by path. */
type Previous = ReadonlyMap<string, { readonly uri: string; readonly value: string }>;

/**
 * Answers the first request when the workspace is read and every later one when something has changed: editors ask
 * again as soon as they are answered, and an idle workspace should cost nothing.
 */
export class WorkspaceDiagnostics {
  readonly #session: Session;
  readonly #ready: () => Promise<void>;
  #answered: number | undefined;
  #waiting: (() => void)[] = [];

  /** @param ready Resolves when the workspace is read, or what an earlier run found of it stands; at once where there is nothing to read. */
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
    const { workspace, turns } = this.#session;
    const cancelled = new Promise<void>((resolve) => { token.onCancellationRequested(() => { resolve(); }); });
    await Promise.race([this.#ready(), cancelled]);
    while (this.#answered === workspace.version && !token.isCancellationRequested) {
      await Promise.race([new Promise<void>((resolve) => { this.#waiting.push(resolve); }), cancelled]);
    }
    const previous: Previous = new Map(previousResultIds.map(({ uri, value }) => [toPath(uri), { uri, value }]));
    for (;;) {
      // What an earlier run found may have become untrue before the workspace was read.
      if (!this.#session.earlier() && workspace.snapshot().partial) await Promise.race([this.#ready(), cancelled]);
      const { version } = workspace;
      const told = new Map<string, WorkspaceDocumentDiagnosticReport>();
      if (!await turns.run(this.#collect(previous, told), () => token.isCancellationRequested)) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
      // One who types all the time is told what the last keys leave as it is; the next answer has the rest.
      const isWhole = workspace.version === version;
      const items = [...told].filter(([path]) => isWhole || this.#session.isReportCurrent(path)).map(([, item]) => item);
      if (isWhole) this.#answered = version;
      if (isWhole || items.length > 0) return { items };
    }
  }

  /** Only what differs from what the editor has; it keeps the rest. */
  * #collect(previous: Previous, told: Map<string, WorkspaceDocumentDiagnosticReport>): Generator<void> {
    const { workspace, documents } = this.#session;
    const earlier = this.#session.earlier();
    const candidates = earlier ? [...earlier.paths()] : workspace.candidates();
    // Models first, one at a time: rules that ask about the whole workspace would make all of them in one turn.
    for (const path of earlier ? [] : candidates) {
      workspace.snapshot().file(path);
      yield;
    }
    for (const path of new Set([...candidates, ...previous.keys()])) {
      const known = previous.get(path);
      const { resultId, items } = earlier?.stands() === true ? earlier.report(path) : this.#session.report(path);
      if (known?.value !== resultId && (known || items.length > 0)) {
        told.set(path, { kind: "full", uri: known?.uri ?? documents.uri(path), version: documents.version(path) ?? null, resultId, items });
      }
      yield;
    }
  }
}
