import parseMs from "ms";

const unitMs: Readonly<Record<string, number>> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/**
 * Milliseconds of a duration as the SDK puts it on the wire: `1w2d3h4m5s` parts. The empty string is zero, as on the
 * server. Undefined when it is something else.
 */
export function parseWireDuration(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[wdhms])/g)];
  if (parts.map(([part]) => part).join("") !== text) return undefined;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ""] ?? 0), 0);
}

/**
 * When a sleep or a timeout that the SDK reported at `now` ends, in milliseconds since the epoch: a wire duration or an
 * ISO date. Undefined when it is neither.
 */
export function readWakeTime(text: string, now: number): number | undefined {
  const duration = parseWireDuration(text);
  if (duration !== undefined) return now + duration;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(now, date);
}

/**
 * Milliseconds of a duration as a user writes it in `step.sleep` or a timeout, read as the SDK reads it (package `ms`).
 * Undefined when the SDK cannot read it and silently makes it zero: `1h30m`, `1 month`, `abc`, the empty string.
 */
export function parseUserDuration(text: string): number | undefined {
  if (text === "" || text.length > 100) return undefined;
  const value = parseMs(text as parseMs.StringValue) as number | undefined;
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

/** For people, largest two parts: `1d 12h`, `90ms`, `0s`. */
export function showDuration(milliseconds: number): string {
  const exact = Math.abs(milliseconds);
  let rest = exact < 10_000 ? Math.round(exact) : Math.round(exact / 1000) * 1000;
  const parts: string[] = [];
  for (const unit of ["w", "d", "h", "m", "s"]) {
    const size = unitMs[unit] ?? 1;
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${amount}${unit}`);
  }
  if (parts.length === 0) return rest > 0 ? `${rest}ms` : "0s";
  return parts.slice(0, 2).join(" ");
}

const words: readonly (readonly [word: string, milliseconds: number])[] = [
  ["week", 604_800_000], ["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], ["second", 1000], ["millisecond", 1],
];

/** A duration as a user writes it, in words: `"90m"` is `1 hour 30 minutes`. Undefined when the SDK cannot read it. */
export function spellDuration(text: string): string | undefined {
  const milliseconds = parseUserDuration(text);
  return milliseconds === undefined ? undefined : spellMilliseconds(milliseconds);
}

/** `1 hour 30 minutes`. */
export function spellMilliseconds(milliseconds: number): string {
  let rest = Math.round(Math.abs(milliseconds));
  const parts = words.flatMap(([word, size]) => {
    // Nobody thinks of 30 days as four weeks and two days.
    if (word === "week" && rest % size !== 0) return [];
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    return amount === 0 ? [] : [`${String(amount)} ${word}${amount === 1 ? "" : "s"}`];
  });
  return parts.length === 0 ? "no time" : parts.join(" ");
}
