/** Open documents: what the editor calls them, and the findings to fall back on while they are half typed. */
import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import type { Span } from "../../../shared/analysis/model.ts";
import type { Diagnosis } from "../features/diagnose.ts";
import { stabilize } from "../features/stable-findings.ts";
import type { Baseline } from "../features/stable-findings.ts";
import { applyChange } from "../host/text-change.ts";
import type { TextChange } from "../host/text-change.ts";
import type { Workspace } from "../host/workspace.ts";
import { LineMap } from "../line-map.ts";
import { isWritten, toFileUri, toPath } from "./uris.ts";

interface OpenDocument {
  /** As the editor spells it. */
  readonly uri: string;
  version: number;
  /** Another number after each edit, whatever versions the editor counts. */
  edition: number;
  lines: LineMap | undefined;
  baseline: Baseline | undefined;
  /** The line that is being typed on; undefined once typing has paused, or where a text came in whole. */
  typed: Span | undefined;
  /** What was told last, and whether something on the typed line was kept back. */
  told: ReadonlySet<string>;
  keepsBack: boolean;
}

export class Documents {
  readonly #workspace: Workspace;
  readonly #waitsForPause: boolean;
  readonly #open = new Map<string, OpenDocument>();
  #editions = 0;
  /** Places are mostly asked for file by file, so the last one serves many of them. */
  #lastClosed: { readonly text: string; readonly lines: LineMap } | undefined;

  /** @param options `waitsForPause` where somebody calls `settle`: what is new on a line that is being typed on is then kept back until that. */
  constructor(workspace: Workspace, { waitsForPause }: { readonly waitsForPause: boolean } = { waitsForPause: false }) {
    this.#workspace = workspace;
    this.#waitsForPause = waitsForPause;
  }

  paths(): string[] {
    return [...this.#open.keys()];
  }

  version(path: string): number | undefined {
    return this.#open.get(path)?.version;
  }

  /** Another number for each text that an open document had; undefined for other files. */
  edition(path: string): number | undefined {
    return this.#open.get(path)?.edition;
  }

  uri(path: string): string {
    return this.#open.get(path)?.uri ?? toFileUri(path);
  }

  /** The old side of a diff is not looked at. */
  open(uri: string, version: number, text: string): string | undefined {
    if (!isWritten(uri)) return undefined;
    const path = toPath(uri);
    this.#open.set(path, { uri, version, edition: ++this.#editions, lines: undefined, baseline: undefined, typed: undefined, told: new Set(), keepsBack: false });
    this.#workspace.open(path, text);
    return path;
  }

  /** Edits to a document that was never opened are dropped: there is no text to apply them to. */
  change(uri: string, version: number, events: readonly TextDocumentContentChangeEvent[]): string | undefined {
    const path = toPath(uri);
    const document = this.#open.get(path);
    if (!document) return undefined;
    let text = this.#workspace.text(path) ?? "";
    let { lines } = document;
    const changes: TextChange[] = [];
    for (const event of events) {
      if ("range" in event) lines ??= new LineMap(text);
      const ends = lines && "range" in event ? [lines.offsetAt(event.range.start), lines.offsetAt(event.range.end)].sort((a, b) => a - b) : undefined;
      lines = undefined;
      const change: TextChange = { span: ends && { start: ends[0] ?? 0, end: ends[1] ?? 0 }, newText: event.text };
      text = applyChange(text, change);
      changes.push(change);
    }
    document.version = version;
    document.edition = ++this.#editions;
    document.lines = undefined;
    document.typed = findTyped(text, changes);
    if (document.baseline) document.baseline = { ...document.baseline, changes: [...document.baseline.changes, ...changes] };
    this.#workspace.change(path, changes);
    return path;
  }

  close(uri: string): string | undefined {
    const path = toPath(uri);
    if (!this.#open.delete(path)) return undefined;
    this.#workspace.close(path);
    return path;
  }

  /** Lines of any file's present text. */
  lines(path: string): LineMap {
    const document = this.#open.get(path);
    if (document) return document.lines ??= new LineMap(this.#workspace.text(path) ?? "");
    const text = this.#workspace.text(path) ?? "";
    if (this.#lastClosed?.text !== text) this.#lastClosed = { text, lines: new LineMap(text) };
    return this.#lastClosed.lines;
  }

  /** Findings of an open document, held steady while its text has syntax errors; those of other files as they are. */
  steady(path: string, fresh: readonly Diagnosis[]): readonly Diagnosis[] {
    const document = this.#open.get(path);
    if (!document) return fresh;
    const errors = this.#workspace.syntaxErrors(path);
    if (errors.length === 0) document.baseline = { findings: fresh, changes: [] };
    return this.#withoutNews(document, stabilize(fresh, errors, document.baseline));
  }

  isTyped(path: string): boolean {
    return this.#waitsForPause && this.#open.get(path)?.typed !== undefined;
  }

  /** Typing has paused. @returns Whether anything was kept back that is told from now on. */
  settle(): boolean {
    let isNews = false;
    for (const document of this.#open.values()) {
      document.typed = undefined;
      if (!document.keepsBack) continue;
      document.keepsBack = false;
      document.edition = ++this.#editions;
      isNews = true;
    }
    return isNews;
  }

  /** A word half typed is mostly wrong: what is new on its line is told when typing pauses. What is mended goes at once. */
  #withoutNews(document: OpenDocument, findings: readonly Diagnosis[]): readonly Diagnosis[] {
    const { typed } = document;
    const told = typed && this.#waitsForPause ? findings.filter((finding) => !touches(finding.span, typed) || document.told.has(toKey(finding))) : findings;
    document.keepsBack = told.length < findings.length;
    document.told = new Set(told.map(toKey));
    return told;
  }
}

/** A few characters at a place are typed; more of them are pasted, completed, or a fix. */
function findTyped(text: string, changes: readonly TextChange[]): Span | undefined {
  const last = changes.at(-1);
  if (!last?.span || changes.some(({ span, newText }) => !span || newText.trim().length > MOST_TYPED || span.end - span.start > MOST_TYPED)) return undefined;
  const at = last.span.start + last.newText.length;
  const end = text.indexOf("\n", at);
  return { start: text.lastIndexOf("\n", at - 1) + 1, end: end === -1 ? text.length : end };
}

/** An opening bracket brings its closing one. */
const MOST_TYPED = 2;

function touches(span: Span, line: Span): boolean {
  return span.start <= line.end && line.start <= span.end;
}

function toKey({ rule, message }: Diagnosis): string {
  return `${rule}\n${message}`;
}
