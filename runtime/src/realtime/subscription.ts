/** What a realtime token lets its holder hear: the SDK asks for one, and hands it to a page, or connects with it itself. */
import { asObject } from "../executor/json-object.ts";
import type { JsonValue } from "../executor/model.ts";
import type { RunTokens } from "../api/run-tokens.ts";

/** Channels, each with its topics. */
export type Subscription = ReadonlyMap<string, ReadonlySet<string>>;

const isName = (value: JsonValue | undefined): value is string => typeof value === "string" && value !== "";

/** Body: `[{ channel, name }]`, `name` that of a topic. A sentence when it is none. */
export function readTopics(body: JsonValue | undefined): Subscription | string {
  const asked = Array.isArray(body) ? body.map(asObject) : [];
  if (asked.length === 0) return "a subscription names what it hears: [{ \"channel\": \"…\", \"name\": \"<topic>\" }]";
  const channels = new Map<string, Set<string>>();
  for (const { channel, name } of asked) {
    if (!isName(channel) || !isName(name)) return "a subscription names a channel and a topic each time: { \"channel\": \"…\", \"name\": \"<topic>\" }";
    channels.set(channel, (channels.get(channel) ?? new Set()).add(name));
  }
  return channels;
}

export function toToken(subscription: Subscription, tokens: RunTokens): string {
  const pairs = [...subscription].map(([channel, topics]) => [channel, [...topics]]);
  return tokens.of(Buffer.from(JSON.stringify(pairs)).toString("base64url"));
}

/** Undefined for a token that was not made here, or not for this. */
export function fromToken(token: string, tokens: RunTokens): Subscription | undefined {
  const text = Buffer.from(tokens.runOf(token) ?? "", "base64url").toString("utf8");
  if (!text.startsWith("[[")) return undefined;
  return new Map((JSON.parse(text) as [string, string[]][]).map(([channel, topics]) => [channel, new Set(topics)]));
}
