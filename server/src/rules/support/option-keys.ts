/** Keys that `createFunction` takes, and a misspelt one's meaning. What is no slip away from a known key may be new, or a middleware's own. */
import type { FileModel, PropertyLiteral, SdkMajor, ValueLiteral } from "../../../../shared/analysis/model.ts";
import { suggest } from "../../../../shared/analysis/suggest.ts";
import { named } from "../../../../shared/text/named.ts";
import type { Finding } from "../rule.ts";
import { isWrittenKey, renameKey } from "./edits.ts";

const OPTIONS: readonly string[] = [
  "id", "name", "description", "concurrency", "batchEvents", "idempotency", "rateLimit", "throttle", "debounce", "priority", "timeouts", "singleton",
  "cancelOn", "retries", "onFailure", "middleware", "optimizeParallelism", "checkpointing",
];
/** By option, of the objects in it. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  triggers: ["event", "if", "cron", "jitter"], cancelOn: ["event", "if", "match", "timeout"], concurrency: ["limit", "key", "scope"],
  rateLimit: ["limit", "period", "key"], throttle: ["limit", "period", "burst", "key"], debounce: ["period", "key", "timeout"],
  batchEvents: ["maxSize", "timeout", "key", "if"], priority: ["run"], timeouts: ["start", "finish"], singleton: ["key", "mode"],
};

type Misspelt = Omit<Finding, "rule"> & { readonly property: PropertyLiteral };

export function* findMisspeltKeys(file: FileModel, options: Extract<ValueLiteral, { kind: "object" }>, sdk: SdkMajor | undefined): Iterable<Misspelt> {
  yield* findIn(file, options, sdk === 3 ? OPTIONS : [...OPTIONS, "triggers"], "`createFunction`");
  for (const { key, value } of options.properties) {
    for (const entry of value.kind === "array" ? value.elements : [value]) {
      const known = KEYS[key];
      if (known && entry.kind === "object") yield* findIn(file, entry, known, `\`${key}\``);
    }
  }
}

function* findIn(file: FileModel, { properties }: Extract<ValueLiteral, { kind: "object" }>, known: readonly string[], owner: string): Iterable<Misspelt> {
  const given = new Set(properties.map(({ key }) => key));
  for (const property of properties) {
    const meant = known.includes(property.key) ? undefined : suggest(property.key, known);
    if (meant === undefined || given.has(meant) || !isWrittenKey(file, property)) continue;
    yield {
      property, span: property.keySpan, severity: "warning", message: `\`${property.key}\` is not an option of ${owner} and has no effect; did you mean \`${meant}\``,
      fixes: [{ title: `Change to ${named(meant)}`, preferred: true, edits: [renameKey(file, property, meant)] }],
    };
  }
}
