/** Milliseconds in the largest units that say it: `2 d 3 h`, `1.25 s`, `40 ms`. */
export function toDuration(milliseconds: number): string {
  if (milliseconds < 995) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 59_995) return `${Number((milliseconds / 1_000).toFixed(2))} s`;
  const units = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1_000]] as const;
  const parts: string[] = [];
  // A jump to the end of a day's sleep is some milliseconds short of a day.
  let rest = Math.round(milliseconds / 1_000) * 1_000;
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.slice(0, 2).join(" ");
}
