/** Diagnostics for editors that do not ask for them: sent after each change, for every file whose findings differ from what was sent. */
import type { Session } from "./session.ts";

export class PushDiagnostics {
  readonly #session: Session;
  readonly #sent = new Map<string, { readonly uri: string; readonly resultId: string }>();
  #isRunning = false;
  /** Something has changed since the open documents, and since all files, were last begun with. */
  #isOpenBehind = false;
  #isBehind = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Sends what changed, open documents first. A change that comes meanwhile lets the others go on, and has all looked at once more after them. */
  async update(): Promise<void> {
    this.#isOpenBehind = true;
    this.#isBehind = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#isBehind) {
        this.#isBehind = false;
        await this.#session.turns.run(this.#round());
      }
    } catch (error) {
      this.#session.log(`diagnostics could not be sent: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    }
    this.#isRunning = false;
  }

  * #round(): Generator<void> {
    const { documents, workspace } = this.#session;
    for (const path of new Set([...documents.paths(), ...workspace.candidates(), ...this.#sent.keys()])) {
      if (this.#isOpenBehind) {
        this.#isOpenBehind = false;
        for (const open of documents.paths()) this.#send(open);
        yield;
      }
      this.#send(path);
      yield;
    }
  }

  #send(path: string): void {
    const { documents, connection } = this.#session;
    const { resultId, items } = this.#session.report(path);
    const sent = this.#sent.get(path);
    if (sent ? sent.resultId === resultId : items.length === 0) return;
    const uri = sent?.uri ?? documents.uri(path);
    const version = documents.version(path);
    void connection.sendDiagnostics({ uri, diagnostics: items, ...(version === undefined ? {} : { version }) });
    if (items.length > 0) this.#sent.set(path, { uri, resultId });
    else this.#sent.delete(path);
  }
}
