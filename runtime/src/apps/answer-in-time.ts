import type { SendRequest } from "./send-request.ts";

/** An app took a request and has said nothing for as long as it may. */
export class AnswerLate extends Error {
  override readonly name = "AnswerLate";
}

interface Silence {
  readonly ms: number;
  onSilent(url: string): void;
}

/** `AnswerLate` where there is no answer within so many milliseconds; `silence` is told when there is none after its own. */
export function answerInTime(send: SendRequest, mostMs: number, silence?: Silence): SendRequest {
  return async (request, signal) => {
    const late = new AbortController();
    const ending = setTimeout(() => { late.abort(new AnswerLate(`it has said nothing for ${describe(mostMs)}`)); }, mostMs);
    const asking = silence === undefined ? undefined : setTimeout(() => { silence.onSilent(request.url); }, silence.ms);
    try {
      return await send(request, AbortSignal.any([signal, late.signal]));
    } finally {
      clearTimeout(ending);
      clearTimeout(asking);
    }
  };
}

/** Tells of calls that are not answered, once of each function: its steps may take their time. */
export function tellSilence(ms: number, tell: (message: string) => void): Silence {
  const told = new Set<string>();
  return {
    ms,
    onSilent: (asked) => {
      const [address, query] = asked.split("?", 2);
      const called = `the app at ${address} has not answered a call of \`${new URLSearchParams(query).get("fnId") ?? "its endpoint"}\``;
      if (told.has(called)) return;
      told.add(called);
      tell(`${called} for ${describe(ms)}: a step takes its time there, or waits for what never comes`);
    },
  };
}

/** `2 hours`. */
function describe(ms: number): string {
  const [count, unit] = ms >= 3_600_000 ? [ms / 3_600_000, "hour"] : ms >= 60_000 ? [ms / 60_000, "minute"] : [ms / 1000, "second"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
