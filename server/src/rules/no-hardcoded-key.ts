import type { FileModel, PropertyLiteral, ValueLiteral } from "../../../shared/analysis/model.ts";
import type { Rule } from "./rule.ts";
import { isTestFile } from "./support/apps.ts";
import { replaceValue } from "./support/edits.ts";
import { named } from "../../../shared/text/named.ts";

/** Options that hold a secret, each with the variable that the SDK reads where it is not given. */
const KEYS: Readonly<Record<string, string>> = { signingKey: "INNGEST_SIGNING_KEY", signingKeyFallback: "INNGEST_SIGNING_KEY_FALLBACK", eventKey: "INNGEST_EVENT_KEY" };

/** A secret in the source is a secret of everybody who can read it. */
export const noHardcodedKey: Rule = {
  id: "no-hardcoded-key",
  group: "functions",
  severity: "warning",
  fixable: true,
  summary: "Signing keys and event keys come from the environment, not from the source.",
  *check(file) {
    if (isTestFile(file.path)) return;
    for (const { options } of [...file.clients, ...file.served]) {
      for (const property of options?.kind === "object" ? options.properties : []) {
        const variable = Object.hasOwn(KEYS, property.key) ? KEYS[property.key] : undefined;
        if (variable === undefined || !isSecret(property.key, property.value)) continue;
        yield {
          rule: noHardcodedKey.id,
          span: property.value.span,
          message: `a key in the source is known to everybody who can read it; \`${property.key}\` belongs in \`${variable}\``,
          ...(isWritten(file, property) ? { fixes: [{ title: `Read it from ${named(`process.env.${variable}`)}`, preferred: true, edits: [replaceValue(file, property, `process.env.${variable}`)] }] } : {}),
        };
      }
    }
  },
};

/** Real keys only: what stands in for one (`"local"`, `"signkey-test-…"`) opens nothing. */
function isSecret(option: string, value: ValueLiteral): boolean {
  if (value.kind !== "string" || value.value === undefined) return false;
  if (option !== "eventKey") return /^signkey-(?!test-)[\w-]+?-[\da-f]{16,}$/i.test(value.value);
  return /^[\w-]{40,}$/.test(value.value) && /\d/.test(value.value) && /[a-z]/i.test(value.value) && new Set(value.value).size > 12;
}

function isWritten(file: FileModel, { value }: PropertyLiteral): boolean {
  return /^["'`]/.test(file.text.slice(value.span.start, value.span.end));
}
