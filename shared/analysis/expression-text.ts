/** A string of the source as the text it makes, each part with its place: what escapes stand for, what interpolations bring. */
import ts from "typescript";
import { atCall } from "./call-site.ts";
import { readLiteral } from "./literals.ts";
import type { Span, TextPiece } from "./model.ts";
import { resolveValue, skipOuter } from "./resolve.ts";
import { roleOf } from "./roles.ts";
import type { Recogniser } from "./roles.ts";
import { spanOf } from "./spans.ts";
import { resolveString } from "./strings.ts";

export interface SourceText {
  readonly path: string;
  /** The literal with its quotes; a mention where the literal stands in another file. */
  readonly span: Span;
  readonly text: string;
  readonly pieces: readonly TextPiece[];
}

/** Constants made of constants made of …; deeper ones are cycles. */
const DEPTH = 12;

/**
 * The text of a string expression: a literal, a template, a concatenation, or a constant that is one of these. What is
 * not known stands in it as a name of its own. undefined where the expression is surely, or may well be, no string.
 */
export function readSourceText(recogniser: Recogniser, expression: ts.Expression): SourceText | undefined {
  const { files } = recogniser;
  const outer = skipOuter(atCall(files, expression));
  const target = resolveValue(files, outer);
  const near = target.kind === "node" && target.node.getSourceFile() === outer.getSourceFile() && ts.isExpression(target.node) ? skipOuter(target.node) : outer;
  const builder = new TextBuilder(recogniser);
  if (isText(near)) builder.add(near, DEPTH);
  else {
    const known = resolveString(files, outer);
    if (known.kind !== "known") return undefined;
    builder.push("constant", known.value, spanOf(outer));
  }
  return { path: outer.getSourceFile().fileName, span: spanOf(isText(near) ? near : outer), text: builder.text, pieces: builder.pieces };
}

function isText(node: ts.Expression): boolean {
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.PlusToken && (isText(skipOuter(node.left)) || isText(skipOuter(node.right)));
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

class TextBuilder {
  readonly #recogniser: Recogniser;
  readonly pieces: TextPiece[] = [];
  text = "";

  constructor(recogniser: Recogniser) {
    this.#recogniser = recogniser;
  }

  add(outer: ts.Expression, depth: number): void {
    const node = skipOuter(outer);
    if (ts.isStringLiteralLike(node)) this.#addWritten(node, node.text);
    else if (ts.isTemplateExpression(node)) {
      this.#addWritten(node.head, node.head.text);
      for (const { expression, literal } of node.templateSpans) {
        this.#addValue(expression);
        this.#addWritten(literal, literal.text);
      }
    } else if (depth > 0 && ts.isBinaryExpression(node) && isText(node)) {
      this.add(node.left, depth - 1);
      this.add(node.right, depth - 1);
    } else this.#addValue(node);
  }

  #addValue(expression: ts.Expression): void {
    const { files } = this.#recogniser;
    const known = resolveString(files, expression);
    if (known.kind === "known") {
      this.push("constant", known.value, spanOf(expression));
      return;
    }
    const { value } = readLiteral(files, expression);
    if (value.kind === "number" && value.value !== undefined) this.push("constant", String(value.value), spanOf(expression));
    else this.push("unknown", `__${String(this.pieces.length)}__`, spanOf(expression), this.#whatBrings(expression));
  }

  #whatBrings(expression: ts.Expression): TextPiece["brings"] {
    const node = skipOuter(expression);
    if (ts.isCallExpression(node)) return ts.isPropertyAccessExpression(node.expression) && TEXT_METHODS.has(node.expression.name.text) ? "text" : undefined;
    const role = roleOf(this.#recogniser, node);
    return role?.kind === "event" && !role.failed ? role.keys : undefined;
  }

  /** Literal text between its delimiters, character by character: an escape is longer in the source than in the text. */
  #addWritten(node: ts.StringLiteralLike | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail, cooked: string): void {
    const source = node.getSourceFile().text;
    const start = node.getStart() + 1;
    const written = readWritten(source.slice(start, node.end), ts.isStringLiteral(node) ? source.charAt(start - 1) : "`");
    if (written.map(({ text }) => text).join("") !== cooked) {
      this.push("constant", cooked, { start, end: Math.max(start, node.end - 1) });
      return;
    }
    if (written.length === 0) this.push("written", "", { start, end: start });
    for (const { text, from, to, escaped } of written) this.push(escaped ? "constant" : "written", text, { start: start + from, end: start + to });
  }

  push(kind: TextPiece["kind"], text: string, span: Span, brings?: TextPiece["brings"]): void {
    this.pieces.push({ kind, at: this.text.length, length: text.length, span, ...(brings === undefined ? {} : { brings }) });
    this.text += text;
  }
}

/** Methods that only strings and dates have, and whose result is words rather than a number or an expression. */
const TEXT_METHODS: ReadonlySet<string> = new Set(["toISOString", "toLowerCase", "toUpperCase", "randomUUID"]);

interface Written {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly escaped: boolean;
}

const ESCAPE = /\\(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(\r\n|[\s\S]))|\r\n?/g;
const NAMED: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", 0: "\0", "\n": "", "\r": "", "\r\n": "", "\u2028": "", "\u2029": "" };

function readWritten(raw: string, quote: string): Written[] {
  const end = endOf(raw, quote);
  const found: Written[] = [];
  let done = 0;
  const plain = (to: number): void => { if (to > done) found.push({ text: raw.slice(done, to), from: done, to, escaped: false }); };
  for (const match of raw.slice(0, end).matchAll(ESCAPE)) {
    const [whole, long, four, two, other] = match;
    const code = long ?? four ?? two;
    plain(match.index);
    done = match.index + whole.length;
    // A line break of a template is one character, however the file writes it.
    const text = code !== undefined ? fromCode(parseInt(code, 16)) : other !== undefined ? NAMED[other] ?? other : "\n";
    found.push({ text, from: match.index, to: done, escaped: true });
  }
  plain(end);
  return found;
}

/** Half-typed, an escape may name no character at all. */
function fromCode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

/** Where the text ends: before its closing quote or `${`, and at the very end where it is not closed yet. */
function endOf(raw: string, quote: string): number {
  if (raw.endsWith("${") && quote === "`") return raw.length - 2;
  const escaped = /(\\*).$/s.exec(raw)?.[1]?.length ?? 0;
  return raw.endsWith(quote) && escaped % 2 === 0 ? raw.length - 1 : raw.length;
}
