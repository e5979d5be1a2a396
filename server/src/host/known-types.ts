/** What a type checker last said of each file, moved along with what is typed since. */
import { isDeepStrictEqual } from "node:util";
import { moveFacts } from "../../../shared/analysis/type-facts.ts";
import type { TypeFacts } from "../../../shared/analysis/type-facts.ts";
import type { TextChange } from "./text-change.ts";

export class KnownTypes {
  readonly #facts = new Map<string, TypeFacts>();

  get isEmpty(): boolean {
    return this.#facts.size === 0;
  }

  facts(path: string): TypeFacts | undefined {
    return this.#facts.get(path);
  }

  /** @returns Whether they say anything new. */
  set(path: string, facts: TypeFacts): boolean {
    const known = this.#facts.get(path);
    const isEmpty = facts.callees.length === 0 && facts.values.length === 0 && facts.events.length === 0;
    if (known ? isDeepStrictEqual(known, facts) : isEmpty) return false;
    this.#facts.set(path, facts);
    return true;
  }

  edit(path: string, { span, newText }: TextChange): void {
    const known = this.#facts.get(path);
    if (!known) return;
    if (span) this.#facts.set(path, moveFacts(known, span, newText.length));
    else this.#facts.delete(path);
  }

  drop(path: string): void {
    this.#facts.delete(path);
  }
}
