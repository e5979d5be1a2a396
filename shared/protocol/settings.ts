/** Settings below `inngest`, as package.json contributes them and every editor may send them. */

export type RuleSetting = "error" | "warning" | "info" | "hint" | "off";

export interface Settings {
  readonly codeLens: { readonly enable: boolean; readonly events: boolean };
  readonly inlayHints: { readonly enable: boolean };
  /** Whether types are asked where text alone does not tell. */
  readonly types: { readonly enable: boolean };
  /** Names, or patterns that end in `*`, of events that are sent or listened to outside of the workspace. */
  readonly externalEvents: readonly string[];
  /** JSON schemas of events' data, or paths of files that hold one, by name or pattern; read with the files that they name. */
  readonly events: Readonly<Record<string, unknown>>;
  /** By rule id; rules that are not named have their default. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
}

export const settingsSection = "inngest";

export const defaultSettings: Settings = { codeLens: { enable: true, events: true }, inlayHints: { enable: false }, types: { enable: true }, externalEvents: [], events: {}, rules: {} };

const ruleSettings: ReadonlySet<unknown> = new Set(["error", "warning", "info", "hint", "off"] satisfies RuleSetting[]);

/** Reads what an editor sent for the section; whatever is missing or no known value has its default. */
export function readSettings(section: unknown): Settings {
  const { codeLens, inlayHints, types, externalEvents, events, rules } = toObject(section);
  return {
    codeLens: { enable: readSwitch(codeLens, "enable", defaultSettings.codeLens), events: readSwitch(codeLens, "events", defaultSettings.codeLens) },
    inlayHints: { enable: readSwitch(inlayHints, "enable", defaultSettings.inlayHints) },
    types: { enable: readSwitch(types, "enable", defaultSettings.types) },
    externalEvents: Array.isArray(externalEvents) ? externalEvents.filter((name) => typeof name === "string") : [],
    events: toObject(events),
    rules: Object.fromEntries(Object.entries(toObject(rules)).filter((entry): entry is [string, RuleSetting] => ruleSettings.has(entry[1]))),
  };
}

function readSwitch<K extends string>(section: unknown, key: K, usual: Readonly<Record<K, boolean>>): boolean {
  const value = toObject(section)[key];
  return typeof value === "boolean" ? value : usual[key];
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value as Readonly<Record<string, unknown>> : {};
}
