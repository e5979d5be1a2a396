/** `priority.run`: seconds by which a run goes before others of its function, from -600 to 600. */
const mostSeconds = 600;

/** Runs go in the order of their ranks, in milliseconds: older first, moved by their priority. */
export function rankRun(createdAt: number, priority: unknown): number {
  const seconds = typeof priority === "number" && Number.isFinite(priority) ? Math.trunc(priority) : 0;
  return createdAt - Math.max(-mostSeconds, Math.min(mostSeconds, seconds)) * 1000;
}
