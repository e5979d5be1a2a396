/** A measured figure beside the target it has to reach. Lower is better throughout. */
export interface Figure {
  readonly what: string;
  readonly measured: number;
  readonly unit: "ms" | "s" | "MB" | "times" | "files" | "processes";
  /** Left out where the figure only explains another one. */
  readonly target?: number;
  /** How it was measured: runs, percentile. */
  readonly how: string;
}

/** Nearest-rank percentile of a non-empty list. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error("no values to take a percentile of");
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

export function toTable(figures: readonly Figure[]): string {
  const digits = (n: number): string => (n >= 100 ? n.toFixed(0) : n.toFixed(n >= 10 ? 1 : 2));
  const rows = figures.map(({ what, measured, unit, target, how }) => [what, `${digits(measured)} ${unit}`, ...(target === undefined ? ["", ""] : [`≤ ${digits(target)} ${unit}`, measured <= target ? "yes" : "NO"]), how]);
  const all = [["what", "measured", "target", "met", "how"], ...rows];
  const widths = all.reduce<number[]>((max, row) => row.map((cell, k) => Math.max(max[k] ?? 0, cell.length)), []);
  return all.map((row) => row.map((cell, k) => cell.padEnd(widths[k] ?? 0)).join("  ").trimEnd()).join("\n");
}
