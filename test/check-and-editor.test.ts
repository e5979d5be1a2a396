/**
 * The command line and the editor say the same of the same files: whatever was typed and undone, opened and closed on
 * the way, whatever a project and its user set. Only what TypeScript itself shows in an editor is told by the check alone.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { analyzeFile } from "../shared/analysis/analyze.ts";
import { defaultSettings } from "../shared/protocol/settings.ts";
import type { RuleSetting } from "../shared/protocol/settings.ts";
import { check } from "../server/src/check/check.ts";
import { MemoryDisk } from "../server/src/host/testing/memory-disk.ts";
import type { Session } from "../server/src/lsp/session.ts";
import { startSession } from "../server/src/lsp/testing/session.ts";
import { toFileUri, toPath } from "../server/src/lsp/uris.ts";
import { rules } from "../server/src/rules/registry.ts";
import type { Rule } from "../server/src/rules/rule.ts";
import { readFixtureFiles } from "../server/src/rules/testing.ts";
import { readSnippets } from "./precision/snippets.ts";

const corpus = ["wrong", "wrong", "right"].flatMap((folder) => readSnippets(folder)).map(({ text }) => readFixtureFiles(text)).filter((files) => files.length > 0);
const severities: readonly (string | undefined)[] = [undefined, "error", "warning", "info", "hint"];

const RUNS = 60;

type Severities = Readonly<Record<string, RuleSetting>>;

/** Rules without what an editor leaves to TypeScript. */
const editorRules = rules.map((rule): Rule => ({ ...rule, check: (file, context) => [...rule.check(file, context)].filter(({ alsoByTypeScript }) => alsoByTypeScript !== true) }));

interface Told {
  readonly place: string;
  readonly rule: unknown;
  readonly severity: string | undefined;
  readonly message: unknown;
  readonly related: readonly string[];
}

function toldByCheck(files: Readonly<Record<string, string>>, own: Severities): Told[] {
  const { report } = check({ disk: new MemoryDisk(files), analyze: analyzeFile, rules: editorRules, directory: "/", paths: [], severities: own });
  return report.findings.map(({ file, line, column, endLine, endColumn, rule, severity, message, related }) => ({
    place: `/${file}:${String(line)}:${String(column)}-${String(endLine)}:${String(endColumn)}`, rule, severity, message,
    related: related.map((place) => `/${place.file}:${String(place.line)}:${String(place.column)} ${place.message}`),
  }));
}

function startWith(files: Readonly<Record<string, string>>, own: Severities): Session {
  const session = startSession(files);
  session.settings.set("", { ...defaultSettings, rules: own });
  return session;
}

function toldByEditor(session: Session): Told[] {
  return session.workspace.candidates().flatMap((path) => session.report(path).items.map(({ range: { start, end }, code, severity, message, relatedInformation = [] }) => ({
    place: `${path}:${String(start.line + 1)}:${String(start.character + 1)}-${String(end.line + 1)}:${String(end.character + 1)}`, rule: code, severity: severities[severity ?? 0], message,
    related: relatedInformation.map(({ location, message: text }) => `${toPath(location.uri)}:${String(location.range.start.line + 1)}:${String(location.range.start.character + 1)} ${text}`),
  })));
}

/** Types into a document and takes it back, in two edits. */
function typeAndUndo({ documents }: Session, path: string, text: string, at: number, typed: string): void {
  const uri = toFileUri(path);
  const lines = documents.lines(path);
  const position = lines.positionAt(at % (text.length + 1));
  documents.change(uri, 2, [{ range: { start: position, end: position }, text: typed }]);
  documents.change(uri, 3, [{ range: { start: position, end: { line: position.line, character: position.character + typed.length } }, text: "" }]);
}

const action = fc.record({ file: fc.nat(), kind: fc.constantFrom("open", "open", "type", "type", "ask", "close"), at: fc.nat(), typed: fc.constantFrom("}", "step.run(", "`", "x", "await ") });
const severity = fc.constantFrom<RuleSetting>("error", "warning", "info", "hint", "off");
const chosen = fc.dictionary(fc.constantFrom(...rules.map(({ id }) => id)), severity, { maxKeys: 4 });

test("the check and an editor's session agree", () => {
  const project = fc.record({
    snippets: fc.array(fc.nat(corpus.length - 1), { minLength: 1, maxLength: 4 }), sdk: fc.constantFrom(3, 4), project: chosen, own: chosen,
    externalEvents: fc.subarray(["app/*", "order/*", "user/*"]), eslint: fc.boolean(), actions: fc.array(action, { maxLength: 12 }),
  });
  let count = 0;
  fc.assert(fc.property(project, ({ snippets, sdk, project: set, own, externalEvents, eslint, actions }) => {
    const manifest = JSON.stringify({ dependencies: { inngest: `^${String(sdk)}.0.0`, ...(eslint ? { "@inngest/eslint-plugin": "0.0.7" } : {}) }, inngest: { rules: set, externalEvents, events: { "order/*": { type: "object", required: ["id"], properties: { id: { type: "string" } } } } } });
    const sources = Object.fromEntries(snippets.flatMap((snippet, index) => (corpus[snippet] ?? []).map(({ path, text }) => [`/p${String(index)}${path}`, text] as const)));
    const files = { "/package.json": manifest, ...sources };
    // What differs from a rule's default is what a user chose.
    const ownChosen = Object.fromEntries(Object.entries(own).filter(([id, value]) => rules.find((rule) => rule.id === id)?.severity !== value));
    const session = startWith(files, ownChosen);
    const paths = Object.keys(sources);
    const open = new Set<string>();
    for (const { file, kind, at, typed } of actions) {
      const path = paths[file % paths.length] ?? "";
      const text = sources[path] ?? "";
      if (kind === "open" && !open.has(path)) session.documents.open(toFileUri(path), 1, text);
      if (kind === "open") open.add(path);
      if (kind === "type" && open.has(path)) typeAndUndo(session, path, text, at, typed);
      if (kind === "ask") session.report(path);
      if (kind === "close" && open.delete(path)) session.documents.close(toFileUri(path));
    }
    const told = toldByCheck(files, ownChosen);
    assert.deepEqual(toldByEditor(session), told);
    count += told.length;
  }), { numRuns: RUNS });
  assert.ok(count > RUNS, `${String(count)} findings`);
});
