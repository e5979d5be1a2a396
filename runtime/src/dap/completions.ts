/** What can follow what has been typed into the Debug Console. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { JsonValue } from "../executor/model.ts";
import { escapeUnsafe } from "../../../shared/text/unsafe.ts";
import { consoleCommands } from "./console-commands.ts";
import { evaluatePath, type Roots } from "./evaluate.ts";
import { isIdentifier, toBracket, toPrintable } from "./text.ts";

export interface Completable {
  readonly roots: Roots;
  readonly events: readonly string[];
  readonly steps: readonly string[];
}

const most = 200;

/** A name as a command takes it: in quotes where it holds a space or what could not be typed. */
const toArgument = (name: string): string => (/^[^\s"'{}[\]]+$/.test(name) && escapeUnsafe(name) === name || name === "for good" ? name : escapeUnsafe(JSON.stringify(name)));

/** `before` is the text up to the cursor. The client filters by what is typed of the last word, which `start` and `length` say. */
export function complete(before: string, { roots, events, steps }: Completable): readonly DebugProtocol.CompletionItem[] {
  const word = (labels: readonly string[], type: DebugProtocol.CompletionItemType, typed: string): readonly DebugProtocol.CompletionItem[] =>
    [...new Set(labels)].slice(0, most).map((label) => ({ label: toPrintable(label, 200), text: toArgument(label), type, start: before.length - typed.length, length: typed.length }));
  const [, command = "", argument = ""] = /^\s*([a-z]+)\s+(\S*)$/.exec(before) ?? [];
  if (command === "send") return word(events, "value", argument);
  if (command === "mock") return word(steps, "value", argument);
  if (command === "fail") return word(["for good", "timeout"], "keyword", argument);
  if (command === "clock") return word(["+1h", "+1d", "next"], "keyword", argument);
  const first = /^\s*([A-Za-z_]*)$/.exec(before)?.[1];
  if (first !== undefined) return [...word(Object.keys(consoleCommands), "function", first), ...word(Object.keys(roots), "variable", first)];
  return completeMember(before, roots);
}

/** Members of the value before the last dot or bracket; one that is no identifier is put into brackets. */
function completeMember(before: string, roots: Roots): readonly DebugProtocol.CompletionItem[] {
  const [, base = "", opening = "", typed = ""] = /^([\s\S]*?)(\.|\[)\s*(?!\s)("?[^."'[\]]*)$/.exec(before.trimStart()) ?? [];
  let value: JsonValue;
  try {
    value = evaluatePath(base, roots);
  } catch {
    return [];
  }
  if (typeof value !== "object" || value === null) return [];
  const start = before.length - typed.length - 1;
  return Object.keys(value).slice(0, most).flatMap((key): readonly DebugProtocol.CompletionItem[] => {
    const dotted = isIdentifier(key) && !Array.isArray(value);
    if (opening === "[" && dotted) return [];
    const text = dotted ? `.${key}` : Array.isArray(value) ? `[${key}]` : toBracket(key);
    return [{ label: toPrintable(key, 200), text, type: "property", start, length: typed.length + 1 }];
  });
}
