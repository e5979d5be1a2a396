/** Short id of a run for names: the end of a ULID is its random part. */
export function toShortId(runId: string): string {
  return runId.slice(-4).toLowerCase();
}
