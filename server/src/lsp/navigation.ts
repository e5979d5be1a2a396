/** Definitions, references, highlights and renames of events and steps. */
import { DocumentHighlightKind, LSPErrorCodes, MessageType, ResponseError, ShowMessageNotification } from "vscode-languageserver";
import type { ChangeAnnotation, Connection, Position, TextDocumentIdentifier, WorkspaceEdit } from "vscode-languageserver";
import { findDefinitions } from "../features/definition.ts";
import { findHighlights, findReferences } from "../features/references.ts";
import { findRenameTarget, rename } from "../features/rename.ts";
import type { RenameEdit } from "../features/rename.ts";
import { guarded } from "./session.ts";
import type { Session } from "./session.ts";
import { toDocumentEdits, toLocation, toRange } from "./to-lsp.ts";
import { toPath } from "./uris.ts";
import type { WhenRead } from "./when-read.ts";

interface At {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
}

/** Path and offset of a request's place. */
export function placeOf({ documents }: Session, { textDocument, position }: At): [path: string, offset: number] {
  const path = toPath(textDocument.uri);
  return [path, documents.lines(path).offsetAt(position)];
}

export function onNavigation(connection: Connection, session: () => Session | undefined, whenRead: WhenRead): void {
  connection.onDefinition(whenRead(guarded(session, "definition", [], (current, params) =>
    findDefinitions(current.workspace.snapshot(), ...placeOf(current, params)).map((location) => toLocation(current.documents, location)))));
  connection.onReferences(whenRead(guarded(session, "references", [], (current, params) =>
    findReferences(current.workspace.snapshot(), ...placeOf(current, params), params.context.includeDeclaration).map((location) => toLocation(current.documents, location)))));
  connection.onDocumentHighlight(guarded(session, "highlights", [], (current, params) => {
    const [path, offset] = placeOf(current, params);
    return findHighlights(current.workspace.snapshot(), path, offset)
      .map(({ span, kind }) => ({ range: toRange(current.documents.lines(path), span), kind: kind === "write" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read }));
  }));
  connection.onPrepareRename(guarded(session, "rename", null, (current, params) => {
    const [path, offset] = placeOf(current, params);
    const target = findRenameTarget(current.workspace.snapshot(), path, offset, (file) => current.workspace.text(file));
    return target ? { range: toRange(current.documents.lines(path), target.span), placeholder: target.name } : null;
  }));
  connection.onRenameRequest(whenRead((params) => {
    const refused: { problem?: string } = {};
    const answer = guarded(session, "rename", null, (current): WorkspaceEdit | null => {
      const result = rename(current.workspace.snapshot(), ...placeOf(current, params), params.newName, (file) => current.workspace.text(file));
      if (result?.kind === "refused") refused.problem = result.problem;
      if (result?.kind !== "edits") return null;
      if (result.warning !== undefined) void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: result.warning });
      return toWorkspaceEdit(current, result.edits);
    })();
    if (refused.problem !== undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, refused.problem);
    return answer;
  }));
}

/** Edits that wait for the user's word are marked so, and left out for an editor that cannot ask. */
function toWorkspaceEdit({ documents, abilities }: Session, edits: readonly RenameEdit[]): WorkspaceEdit {
  if (!abilities.changeAnnotations) return { documentChanges: toDocumentEdits(documents, edits.filter(({ note }) => note?.asks !== true)) };
  const notes = new Map(edits.flatMap(({ note }) => (note ? [[note.label, note] as const] : [])));
  return {
    changeAnnotations: Object.fromEntries([...notes].map(([label, { description, asks }]): [string, ChangeAnnotation] => [label, { label, description, needsConfirmation: asks }])),
    documentChanges: toDocumentEdits(documents, edits.map(({ note, ...edit }) => (note ? { ...edit, annotationId: note.label } : edit))),
  };
}
