/** Quick fixes, refactors, fix-all and comments that silence a rule. */
import { CodeActionKind } from "vscode-languageserver";
import type { CodeAction, CodeActionParams, Diagnostic } from "vscode-languageserver";
import type { Span } from "../../../shared/analysis/model.ts";
import { selectTextCommand } from "../../../shared/protocol/commands.ts";
import type { TextTarget } from "../../../shared/protocol/commands.ts";
import { applyEdits } from "../features/apply-edits.ts";
import { unusedSuppression } from "../features/diagnose.ts";
import type { Diagnosis } from "../features/diagnose.ts";
import { disableNextLine } from "../features/disable.ts";
import { collectFixes } from "../features/fix-all.ts";
import { findRefactors } from "../features/refactor/refactor.ts";
import type { Refactor } from "../features/refactor/refactor.ts";
import { addToList } from "../host/json-edit.ts";
import { LineMap } from "../line-map.ts";
import { named } from "../../../shared/text/named.ts";
import type { TextEdit } from "../rules/rule.ts";
import { fixAllKind } from "./initialize.ts";
import type { Session } from "./session.ts";
import { toDiagnostic, toDocumentEdits } from "./to-lsp.ts";
import { toPath } from "./uris.ts";

const refactorKinds: Readonly<Record<Refactor["kind"], string>> = { extract: CodeActionKind.RefactorExtract, rewrite: CodeActionKind.RefactorRewrite };

export function codeActions(session: Session, { textDocument, range, context }: CodeActionParams): CodeAction[] {
  const path = toPath(textDocument.uri);
  const lines = session.documents.lines(path);
  const asked: Span = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
  const wants = (kind: string): boolean => !context.only || context.only.some((only) => only === "" || kind === only || kind.startsWith(`${only}.`));
  const all = session.diagnose(path);
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    const here = all.filter(({ span }) => span.start <= asked.end && asked.start <= span.end);
    actions.push(...here.flatMap((diagnosis) => fixesOf(session, path, diagnosis)), ...fixRuleEverywhere(session, here, all), ...here.flatMap((diagnosis) => nameExternalEvent(session, path, diagnosis)), ...here.flatMap((diagnosis) => disable(session, path, diagnosis)));
  }
  const refactors = findRefactors(session.workspace.snapshot(), path, asked).filter(({ kind }) => wants(refactorKinds[kind]));
  // What a rule shows too is its quick fix already.
  const fixed = new Set(actions.map(({ title }) => title));
  actions.push(...refactors.filter(({ title }) => !fixed.has(title)).map((refactor) => toRefactorAction(session, path, refactor)));
  // Fix-all runs on save; without being asked for it does not crowd the light bulb.
  if (context.only && wants(fixAllKind)) actions.push(...fixAll(session, all));
  for (const rule of rulesIn(context.only)) actions.push(...fixAll(session, all.filter((diagnosis) => diagnosis.rule === rule), rule));
  return actions;
}

/** A name that the refactor made up is selected in editors that know how. */
function toRefactorAction(session: Session, path: string, { title, kind, edits, named }: Refactor): CodeAction {
  const action = toAction(session, title, refactorKinds[kind], edits);
  const [first, ...others] = edits;
  if (!named || !first || !session.abilities.functionCommands) return action;
  const grown = others.filter(({ span }) => span.start < first.span.start).reduce((sum, { span, newText }) => sum + newText.length - (span.end - span.start), 0);
  const start = first.span.start + grown + named.start;
  const after = applyEdits(session.workspace.text(path) ?? "", edits);
  const target: TextTarget = { at: { uri: session.documents.uri(path), ...new LineMap(after).positionAt(start) }, length: named.end - named.start };
  return { ...action, command: { title: "Select the id", command: selectTextCommand, arguments: [target] } };
}

function fixesOf(session: Session, path: string, diagnosis: Diagnosis): CodeAction[] {
  return (diagnosis.fixes ?? []).map(({ title, edits, preferred }) => ({
    ...toAction(session, title, CodeActionKind.QuickFix, edits, toDiagnostic(session.documents, path, diagnosis)),
    ...(preferred ? { isPreferred: true } : {}),
  }));
}

/** In the package.json whose `inngest` field holds for the file, else in the nearest. */
function nameExternalEvent(session: Session, path: string, diagnosis: Diagnosis): CodeAction[] {
  const { workspace, documents } = session;
  const { configuration, manifest: nearest } = workspace.project(path);
  const manifest = configuration?.manifest ?? nearest;
  if (diagnosis.externalEvent === undefined || manifest === undefined || !workspace.isBelowRoot(manifest)) return [];
  const edit = addToList(manifest, workspace.text(manifest) ?? "", ["inngest", "externalEvents"], diagnosis.externalEvent);
  if (!edit) return [];
  const title = `Add ${named(diagnosis.externalEvent)} to 'externalEvents' in package.json`;
  return [toAction(session, title, CodeActionKind.QuickFix, [{ path: manifest, ...edit }], toDiagnostic(documents, path, diagnosis))];
}

function fixRuleEverywhere(session: Session, here: readonly Diagnosis[], all: readonly Diagnosis[]): CodeAction[] {
  return [...new Set(here.map(({ rule }) => rule))].flatMap((rule) => {
    const fixable = all.filter((diagnosis) => diagnosis.rule === rule && diagnosis.fixes?.some(({ preferred }) => preferred));
    return fixable.length < 2 ? [] : [toAction(session, `Fix all '${rule}' problems in this file`, CodeActionKind.QuickFix, collectFixes(fixable))];
  });
}

/** `source.fixAll.inngest.await-step` on save mends what one rule finds. */
function rulesIn(only: readonly string[] = []): string[] {
  return only.filter((kind) => kind.startsWith(`${fixAllKind}.`)).map((kind) => kind.slice(fixAllKind.length + 1));
}

function fixAll(session: Session, all: readonly Diagnosis[], rule?: string): CodeAction[] {
  const edits = collectFixes(all.filter((diagnosis) => diagnosis.rule !== unusedSuppression));
  if (edits.length === 0) return [];
  return [rule === undefined ? toAction(session, "Fix all Inngest problems", fixAllKind, edits) : toAction(session, `Fix all '${rule}' problems`, `${fixAllKind}.${rule}`, edits)];
}

/** Told with no diagnostic, so that an editor lists what mends one before it, TypeScript's own fixes too. */
function disable(session: Session, path: string, diagnosis: Diagnosis): CodeAction[] {
  const text = session.workspace.text(path);
  if (text === undefined || diagnosis.rule === unusedSuppression) return [];
  const edit = disableNextLine(path, text, diagnosis);
  return [toAction(session, `Disable '${diagnosis.rule}' for this line`, CodeActionKind.QuickFix, [edit])];
}

function toAction(session: Session, title: string, kind: string, edits: readonly TextEdit[], diagnostic?: Diagnostic): CodeAction {
  return { title, kind, edit: { documentChanges: toDocumentEdits(session.documents, edits) }, ...(diagnostic ? { diagnostics: [diagnostic] } : {}) };
}
