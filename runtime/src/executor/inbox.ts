/**
 * What is taken from outside: written down before it is done. What cannot be written is refused before it has done
 * anything, and what a killed session had taken and not done yet is done by the next.
 */
import type { EventPayload, SendOptions } from "./events.ts";
import type { KeptValue } from "./journal.ts";
import type { Journaling } from "./journaling.ts";
import type { JsonValue } from "./model.ts";
import type { SignalSource } from "./signals.ts";

export type Order =
  | { readonly kind: "events"; readonly payloads: readonly EventPayload[]; readonly internalIds: readonly string[]; readonly options: SendOptions }
  | { readonly kind: "signal"; readonly name: string; readonly data: JsonValue; readonly source: SignalSource | undefined };

export interface Inbox {
  /** Throws, and nothing is done, where the order cannot be written. `key` is the order's own. */
  take<T>(key: string, order: Order, work: () => T): T;
  /** Gives what was left, once. */
  leftOver(): readonly Order[];
}

const part = "inbox";

export function createInbox({ accept, keep }: Pick<Journaling, "accept" | "keep">, kept: readonly KeptValue[]): Inbox {
  let left = kept.filter((value) => value.part === part);
  return {
    take: (key, order, work) => accept({ part, key, value: order as unknown as JsonValue }, work),
    leftOver: () => {
      const orders = left.map(({ key, value }) => {
        keep({ part, key, value: undefined });
        return value as unknown as Order;
      });
      left = [];
      return orders;
    },
  };
}
