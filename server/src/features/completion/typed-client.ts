import type { CompletionPlace } from "./completion.ts";

const known = new WeakMap<object, boolean>();

/** True where TypeScript itself knows the names and the data: v3 with `EventSchemas`. Offering them again would list each twice. */
export function isTypedByEventSchemas({ snapshot, file }: Pick<CompletionPlace, "snapshot" | "file">): boolean {
  if (file.sdk === 4 || !file.typeChecked) return false;
  const ready = known.get(snapshot);
  if (ready !== undefined) return ready;
  const typed = snapshot.eventNames().some((name) => snapshot.event(name)?.declarations.some(({ checkedByTypeScript }) => checkedByTypeScript) === true);
  known.set(snapshot, typed);
  return typed;
}
