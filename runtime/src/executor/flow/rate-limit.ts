/** `rateLimit`: what comes too soon is not started at all. */
import { nextPassage, recordPassage, type Pace, type Passages } from "./gcra.ts";

export type RateDecision = { readonly kind: "starts"; readonly passages: Passages } | { readonly kind: "tooSoon"; readonly until: number };

export function decideRate(passages: Passages, rate: Pace, internalId: string, now: number): RateDecision {
  const until = nextPassage(passages, rate, now);
  return until > now ? { kind: "tooSoon", until } : { kind: "starts", passages: recordPassage(passages, rate, { at: now, by: internalId }) };
}
