/** Settings below `inngest`, as package.json contributes them and every editor may send them. */

export type RuleSetting = "error" | "warning" | "info" | "hint" | "off";

export interface Settings {
  readonly codeLens: { readonly enable: boolean };
  /** Whether types are asked where text alone does not tell. */
  readonly types: { readonly enable: boolean };
  /** By rule id; rules that are not named have their default. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
}

export const settingsSection = "inngest";

export const defaultSettings: Settings = { codeLens: { enable: true }, types: { enable: true }, rules: {} };

const ruleSettings: ReadonlySet<unknown> = new Set(["error", "warning", "info", "hint", "off"] satisfies RuleSetting[]);

/** Reads what an editor sent for the section; whatever is missing or no known value has its default. */
export function readSettings(section: unknown): Settings {
  const { codeLens, types, rules } = toObject(section);
  return {
    codeLens: { enable: readSwitch(codeLens, defaultSettings.codeLens) },
    types: { enable: readSwitch(types, defaultSettings.types) },
    rules: Object.fromEntries(Object.entries(toObject(rules)).filter((entry): entry is [string, RuleSetting] => ruleSettings.has(entry[1]))),
  };
}

function readSwitch(value: unknown, usual: { readonly enable: boolean }): boolean {
  const { enable } = toObject(value);
  return typeof enable === "boolean" ? enable : usual.enable;
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value as Readonly<Record<string, unknown>> : {};
}
