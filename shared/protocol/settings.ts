/** Settings below `inngest`, as package.json contributes them and every editor may send them. */

export type RuleSetting = "error" | "warning" | "info" | "hint" | "off";

export interface Settings {
  readonly codeLens: { readonly enable: boolean };
  /** By rule id; rules that are not named have their default. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
}

export const settingsSection = "inngest";

export const defaultSettings: Settings = { codeLens: { enable: true }, rules: {} };

const ruleSettings: ReadonlySet<unknown> = new Set(["error", "warning", "info", "hint", "off"] satisfies RuleSetting[]);

/** Reads what an editor sent for the section; whatever is missing or no known value has its default. */
export function readSettings(section: unknown): Settings {
  const { codeLens, rules } = toObject(section);
  const enable = toObject(codeLens)["enable"];
  return {
    codeLens: { enable: typeof enable === "boolean" ? enable : defaultSettings.codeLens.enable },
    rules: Object.fromEntries(Object.entries(toObject(rules)).filter((entry): entry is [string, RuleSetting] => ruleSettings.has(entry[1]))),
  };
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value as Readonly<Record<string, unknown>> : {};
}
