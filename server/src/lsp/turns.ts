/** Long work in short turns, between which whatever the editor sent is handled first. */
import { setImmediate } from "node:timers/promises";

const usualMilliseconds = 4;

/** A key is two messages, its edit and the question what that means: between the two no turn is worth its wait. */
const settleMilliseconds = 1;

/** An editor that asks without end must not keep the rest from being done. */
const mostMessages = 100;

export class Turns {
  readonly #handled: () => number;
  readonly #milliseconds: number;

  /**
   * @param handled How many messages of the editor were handled so far.
   * @param milliseconds Length of a turn; with 0 each step is one.
   */
  constructor(handled: () => number, milliseconds = usualMilliseconds) {
    this.#handled = handled;
    this.#milliseconds = milliseconds;
  }

  /** Runs `work` to its end unless `isCancelled` says so between two turns; tells whether it got there. */
  async run(work: Iterable<unknown>, isCancelled: () => boolean = () => false): Promise<boolean> {
    const steps = work[Symbol.iterator]();
    for (;;) {
      await this.#messages();
      if (isCancelled()) return false;
      let before: number;
      let now = performance.now();
      const until = now + this.#milliseconds;
      do {
        if (steps.next().done === true) return true;
        before = now;
        now = performance.now();
        // The next step is taken to be as long as this one was.
      } while (2 * now - before < until);
    }
  }

  /**
   * Resolves once no message is waiting. Each is handled in an immediate of its own, the first of them queued behind
   * the one that is awaited here: so one without any goes by before nothing is known to wait.
   */
  async #messages(): Promise<void> {
    const before = this.#handled();
    let seen = before;
    let until = 0;
    for (let isFirst = true; isFirst || performance.now() < until; isFirst = false) {
      await setImmediate();
      await setImmediate();
      const now = this.#handled();
      if (now === seen) continue;
      if (now - before >= mostMessages) return;
      seen = now;
      until = performance.now() + settleMilliseconds;
    }
  }
}
