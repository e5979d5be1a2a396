/** Completions in the words of the protocol. */
import { CompletionItemKind, InsertTextFormat, MarkupKind } from "vscode-languageserver";
import type { CompletionList, CompletionParams } from "vscode-languageserver";
import { complete } from "../features/completion/completion.ts";
import type { CompletionItem } from "../features/completion/completion.ts";
import { placeOf } from "./navigation.ts";
import type { Session } from "./session.ts";
import { toRange } from "./to-lsp.ts";

const kinds: Readonly<Record<CompletionItem["kind"], CompletionItemKind>> = {
  event: CompletionItemKind.Event,
  step: CompletionItemKind.Reference,
  key: CompletionItemKind.Field,
  value: CompletionItemKind.EnumMember,
  duration: CompletionItemKind.Unit,
  schedule: CompletionItemKind.Constant,
  variable: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  option: CompletionItemKind.Snippet,
};

export function completions(session: Session, params: CompletionParams): CompletionList | null {
  const [path, offset] = placeOf(session, params);
  const items = complete(session.workspace.snapshot(), path, offset);
  if (items.length === 0) return null;
  const lines = session.documents.lines(path);
  return {
    // `3` is offered as `3d`; behind another digit it would be another number.
    isIncomplete: items.some(({ kind, filterText }) => kind === "duration" || filterText !== undefined),
    items: items.map(({ label, kind, detail, markdown, span, newText, filterText, snippet, rank }) => ({
      label,
      kind: kinds[kind],
      ...(detail === undefined ? {} : { detail, labelDetails: kind === "key" || kind === "function" ? { detail } : { description: detail } }),
      ...(markdown === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: markdown } }),
      sortText: `${String(rank).padStart(2, "0")}${label}`,
      ...(filterText === undefined ? {} : { filterText }),
      textEdit: { range: toRange(lines, span), newText },
      ...(snippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    })),
  };
}
