/** Diagnostics for editors that do not ask for them: sent after each change, for every file whose findings differ from what was sent. */
import type { Session } from "./session.ts";
import { inTurns } from "./turns.ts";

export class PushDiagnostics {
  readonly #session: Session;
  readonly #sent = new Map<string, { readonly uri: string; readonly resultId: string }>();
  #running = false;
  #again = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Sends what changed, open documents first; a change that comes meanwhile starts it over. */
  async update(): Promise<void> {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    while (this.#again) {
      this.#again = false;
      await inTurns(this.#send(), () => this.#again);
    }
    this.#running = false;
  }

  * #send(): Generator<void> {
    const { documents, workspace } = this.#session;
    const candidates = workspace.candidates();
    for (const path of new Set([...documents.paths(), ...candidates, ...this.#sent.keys()])) {
      const { resultId, items } = this.#session.report(path);
      const sent = this.#sent.get(path);
      if (sent ? sent.resultId !== resultId : items.length > 0) {
        const uri = sent?.uri ?? documents.uri(path);
        const version = documents.version(path);
        void this.#session.connection.sendDiagnostics({ uri, diagnostics: items, ...(version === undefined ? {} : { version }) });
        if (items.length > 0) this.#sent.set(path, { uri, resultId });
        else this.#sent.delete(path);
      }
      yield;
    }
  }
}
