/** What is shown in the text without being part of it: lenses and inlay hints. */
import type { CodeLens, CodeLensParams, InlayHint, InlayHintParams } from "vscode-languageserver";
import { debugFunctionCommand, runFunctionCommand, showPlacesCommand } from "../../../shared/protocol/commands.ts";
import type { FunctionTarget, PlacesTarget } from "../../../shared/protocol/commands.ts";
import { findInlayHints } from "../features/inlay-hints.ts";
import { findCounts, findLenses } from "../features/lens.ts";
import type { Session } from "./session.ts";
import { toRange } from "./to-lsp.ts";
import { toPlace } from "./tree-views.ts";
import { toPath } from "./uris.ts";

export function lenses(session: Session, { textDocument: { uri } }: CodeLensParams): CodeLens[] {
  const path = toPath(uri);
  const { codeLens } = session.settingsFor(path);
  if (!session.abilities.functionCommands || !codeLens.enable) return [];
  return [...startLenses(session, uri, path), ...codeLens.events ? countLenses(session, path) : []];
}

function startLenses({ workspace, documents }: Session, uri: string, path: string): CodeLens[] {
  return findLenses(workspace.snapshot(), path).flatMap(({ span, functionId }) => {
    const range = toRange(documents.lines(path), span);
    const target: FunctionTarget = { uri, ...(functionId === undefined ? {} : { functionId }) };
    return [
      { range, command: { title: "Run", command: runFunctionCommand, arguments: [target] } },
      { range, command: { title: "Debug", command: debugFunctionCommand, arguments: [target] } },
    ];
  });
}

function countLenses(session: Session, path: string): CodeLens[] {
  return findCounts(session.workspace.snapshot(), path).map(({ span, title, places }) => {
    const target: PlacesTarget = { at: toPlace(session, { path, span }), places: places.map((place) => toPlace(session, place)) };
    // A lens without a command is text: there is nothing to show.
    return { range: toRange(session.documents.lines(path), span), command: places.length === 0 ? { title, command: "" } : { title, command: showPlacesCommand, arguments: [target] } };
  });
}

export function inlayHints(session: Session, { textDocument, range }: InlayHintParams): InlayHint[] {
  const path = toPath(textDocument.uri);
  if (!session.settingsFor(path).inlayHints.enable) return [];
  const lines = session.documents.lines(path);
  return findInlayHints(session.workspace.snapshot(), path, { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) })
    .map(({ offset, label, tooltip }) => ({ position: lines.positionAt(offset), label, tooltip: { kind: "markdown", value: tooltip }, paddingLeft: true }));
}
