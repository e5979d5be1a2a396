/** `singleton`: one run at a time for each key. */
import type { Singleton } from "./options.ts";

export type SingletonDecision =
  | { readonly kind: "starts"; readonly cancels: readonly string[] }
  | { readonly kind: "skipped"; readonly behind: string };

/** `active` are the ids of the runs with the same key that have not ended. */
export function decideSingleton(active: readonly string[], { mode }: Singleton): SingletonDecision {
  const [first] = active;
  return first === undefined || mode === "cancel" ? { kind: "starts", cancels: active } : { kind: "skipped", behind: first };
}
