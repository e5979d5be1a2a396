/** Models of the many files that an edit elsewhere concerns: made between the messages when typing pauses, so that no key waits for them. */
import { setTimeout } from "node:timers/promises";
import type { Session } from "./session.ts";

/** After the last key: what is made between two keys would be made in vain. */
const settleMilliseconds = 100;

export class CatchUp {
  readonly #session: Session;
  readonly #onDone: () => void;
  #running: Promise<void> | undefined;
  #changes = 0;

  /** @param onDone Called when snapshots tell of all files again. */
  constructor(session: Session, onDone: () => void) {
    this.#session = session;
    this.#onDone = onDone;
  }

  /** Something has changed. */
  changed(): void {
    this.#changes += 1;
    if (this.#session.workspace.isBehind) this.#running ??= this.#run();
  }

  /** Resolves when nothing is behind; at once where nothing is. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const { workspace, turns } = this.#session;
    try {
      while (workspace.isBehind) {
        const seen = this.#changes;
        await setTimeout(settleMilliseconds, undefined, { ref: false });
        if (seen === this.#changes) await turns.run(workspace.catchUp(), () => seen !== this.#changes);
      }
      await turns.run(this.#session.prune(), () => workspace.isBehind);
    } catch (error) {
      this.#session.log(`the files that an edit concerns could not be read again: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    }
    this.#running = undefined;
    this.#onDone();
  }
}
