/** Tokens by which whoever asked a durable endpoint may have what comes of its run; they outlive a session that keeps its secret. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export interface RunTokens {
  of(runId: string): string;
  /** The run it was made for; undefined when it was not made here. */
  runOf(token: string): string | undefined;
}

export const createSecret = (): string => randomBytes(32).toString("base64url");

export function createRunTokens(secret: string): RunTokens {
  const of = (runId: string): string => `${runId}.${createHmac("sha256", secret).update(runId).digest("base64url")}`;
  return {
    of,
    runOf: (token) => {
      const runId = token.slice(0, token.indexOf("."));
      const [given, own] = [Buffer.from(token), Buffer.from(of(runId))];
      return given.length === own.length && timingSafeEqual(given, own) ? runId : undefined;
    },
  };
}
