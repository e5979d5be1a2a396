/** What the clocks on the wall of a time zone show, as milliseconds that would be that moment in UTC. */
export interface WallClock {
  toWall(instant: number): number;
  /** The moments at which they show it, in order: none in the hour that summer time skips, two in the one that is there twice. */
  toInstants(wall: number): readonly number[];
}

const aDay = 86_400_000;

/** Throws a `RangeError` for a zone that there is not. */
export function createWallClock(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
  const toWall = (instant: number): number => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1000) + 1000) % 1000);
  };
  const offsetAt = (instant: number): number => toWall(instant) - instant;
  return {
    toWall,
    toInstants: (wall) => {
      const offsets = new Set([offsetAt(wall - aDay), offsetAt(wall + aDay)]);
      return [...offsets].map((offset) => wall - offset).filter((instant) => toWall(instant) === wall).toSorted((a, b) => a - b);
    },
  };
}
