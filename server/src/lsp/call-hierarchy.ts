/** The graph of functions and events as a call hierarchy. */
import { SymbolKind } from "vscode-languageserver";
import type { CallHierarchyItem, Connection, Range } from "vscode-languageserver";
import { incomingFlow, outgoingFlow, prepareFlow } from "../features/call-hierarchy.ts";
import type { FlowCall, FlowItem, FlowKey } from "../features/call-hierarchy.ts";
import { placeOf } from "./navigation.ts";
import { guarded } from "./session.ts";
import type { Session } from "./session.ts";
import { toRange } from "./to-lsp.ts";

const kinds: Readonly<Record<FlowKey["kind"], SymbolKind>> = { event: SymbolKind.Event, function: SymbolKind.Function, file: SymbolKind.File };

export function onCallHierarchy(connection: Connection, session: () => Session | undefined): void {
  connection.languages.callHierarchy.onPrepare(guarded(session, "call hierarchy", null, (current, params) => {
    const item = prepareFlow(current.workspace.snapshot(), ...placeOf(current, params));
    return item ? [toItem(current, item)] : null;
  }));
  connection.languages.callHierarchy.onIncomingCalls(guarded(session, "incoming calls", null, (current, { item: { data } }) =>
    isKey(data) ? incomingFlow(current.workspace.snapshot(), data).map((call) => ({ from: toItem(current, call.item), fromRanges: toRanges(current, call) })) : null));
  connection.languages.callHierarchy.onOutgoingCalls(guarded(session, "outgoing calls", null, (current, { item: { data } }) =>
    isKey(data) ? outgoingFlow(current.workspace.snapshot(), data).map((call) => ({ to: toItem(current, call.item), fromRanges: toRanges(current, call) })) : null));
}

function toItem({ documents }: Session, { key, name, detail, path, span, selection }: FlowItem): CallHierarchyItem {
  const lines = documents.lines(path);
  return { name, kind: kinds[key.kind], detail, uri: documents.uri(path), range: toRange(lines, span), selectionRange: toRange(lines, selection), data: key };
}

function toRanges({ documents }: Session, { path, spans }: FlowCall): Range[] {
  return spans.map((span) => toRange(documents.lines(path), span));
}

/** What an editor sends back is ours, unless it is another server's. */
function isKey(data: unknown): data is FlowKey {
  return typeof data === "object" && data !== null && "kind" in data && typeof data.kind === "string" && data.kind in kinds;
}
