import { SymbolKind } from "vscode-languageserver";
import type { Connection, DocumentSymbol } from "vscode-languageserver";
import { outline, searchSymbols } from "../features/symbols.ts";
import type { OutlineSymbol } from "../features/symbols.ts";
import type { LineMap } from "../line-map.ts";
import { guarded } from "./session.ts";
import type { Session } from "./session.ts";
import { toLocation, toRange } from "./to-lsp.ts";
import { toPath } from "./uris.ts";
import type { WhenRead } from "./when-read.ts";

const kinds: Readonly<Record<OutlineSymbol["kind"], SymbolKind>> = { function: SymbolKind.Function, step: SymbolKind.Method, event: SymbolKind.Event };

export function onSymbols(connection: Connection, session: () => Session | undefined, whenRead: WhenRead): void {
  connection.onDocumentSymbol(guarded(session, "document symbols", [], ({ workspace, documents }, { textDocument }) => {
    const path = toPath(textDocument.uri);
    return outline(workspace.snapshot(), path).map((symbol) => toDocumentSymbol(documents.lines(path), symbol));
  }));
  connection.onWorkspaceSymbol(whenRead(guarded(session, "workspace symbols", [], ({ workspace, documents }, { query }) =>
    searchSymbols(workspace.snapshot(), query).map(({ name, kind, container, location }) => ({ name, kind: kinds[kind], containerName: container, location: toLocation(documents, location) })))));
}

function toDocumentSymbol(lines: LineMap, { name, kind, detail, span, selection, children }: OutlineSymbol): DocumentSymbol {
  return { name, kind: kinds[kind], detail, range: toRange(lines, span), selectionRange: toRange(lines, selection), children: children.map((child) => toDocumentSymbol(lines, child)) };
}
