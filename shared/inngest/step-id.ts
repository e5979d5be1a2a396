import { createHash } from "node:crypto";

/** The memoization key of a step: SHA-1 of its id in lower-case hex (SDK specification 5.1.2). Repeats carry `:n` before hashing. */
export function hashStepId(id: string): string {
  return createHash("sha1").update(id).digest("hex");
}

/** The id of the n-th use of the same id within a run; the first has no suffix. */
export function repeatedStepId(id: string, index: number): string {
  return index === 0 ? id : `${id}:${index}`;
}
