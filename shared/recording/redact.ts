/** What leaves a session in a file has no secrets in it: none by the name of its key, none by the look of its value, none of the environment's. */
import type { Json } from "./format.ts";

export const redacted = "[redacted]";

const secretName = /pass(?:word|wd|phrase)|secret|token$|api[-_]?key|authori[sz]ation|cookie|credential|(?:private|signing|event|access|encryption)[-_]?key|connection[-_]?string|^(?:ssn|cvv|cvc|pin|otp)$|card[-_]?number/i;
const secretVariable = /KEY|SECRET|TOKEN|PASS|PWD|CREDENTIAL|PRIVATE|DSN|DATABASE|CONNECTION|AUTH/i;

/** Tokens that show what they are: Inngest, Stripe, GitHub, Slack, AWS, OpenAI and the like, JSON Web Tokens, passwords in addresses. */
const secretValues: readonly RegExp[] = [
  /\bsignkey-[a-z]+-[0-9a-f]{16,}/gi, /\b(?:sk|rk|pk|whsec)[-_][A-Za-z0-9_-]{16,}/g, /\bgh[pousr]_[A-Za-z0-9]{20,}/g, /\bgithub_pat_\w{20,}/g,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/g, /\bAKIA[0-9A-Z]{16}\b/g, /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g, /\bBearer\s+[\w.~+/-]{8,}=*/gi,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi,
];

/** Values of environment variables that are secrets by their name; short ones are left alone, they would be found everywhere. */
export function findSecrets(environment: Readonly<Record<string, string | null | undefined>>): readonly string[] {
  const values = Object.entries(environment).filter(([name]) => secretVariable.test(name)).map(([, value]) => value ?? "");
  return [...new Set(values)].filter((value) => value.length >= 8).sort((a, b) => b.length - a.length);
}

/** Replaces the secrets in a text. */
export function redactText(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, redacted), text);
  return secretValues.reduce((rest, pattern) => rest.replace(pattern, redacted), known);
}

/** The value without its secrets; the same value where it has none. Values nested too deeply to be anyone's data are cut. */
export function redact(value: Json, secrets: readonly string[], depth = 0): Json {
  if (typeof value === "string") return redactText(value, secrets);
  if (typeof value !== "object" || value === null) return value;
  if (depth > 200) return "[nested too deeply]";
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => redact(item, secrets, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [
    name, secretName.test(name) && typeof item === "string" && item !== "" ? redacted : redact(item, secrets, depth + 1),
  ]));
}
