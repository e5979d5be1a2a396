/** Test fixtures as marked-up text: several files, each with its own SDK version, in memory. */
import ts from "typescript";
import type { SdkMajor } from "../model.ts";
import { packageName } from "../source-files.ts";
import type { ModuleTarget, SourceFiles } from "../source-files.ts";

export interface FixtureFile {
  readonly path: string;
  readonly text: string;
  readonly sdk: SdkMajor | undefined;
  readonly sdkVersion?: string;
}

const HEADER = /^\s*\/\/- (\/\S+)(?: sdk:v([234])(\.[\d.]+)?)?\s*$/;

/**
 * Splits a fixture at its `//- /path sdk:v4` (or `sdk:v4.24.0`) lines. Text before the first header is `/main.ts`; a file without `sdk:`
 * has the version of the file before it, and the first one v4.
 */
export function parseFixture(fixture: string): FixtureFile[] {
  const files: FixtureFile[] = [];
  let path = "/main.ts";
  let sdk: SdkMajor = 4;
  let version: string | undefined;
  let lines: string[] = [];
  let started = false;
  const finish = (): void => {
    if (started || lines.some((line) => line.trim() !== "")) files.push({ path, text: lines.join("\n"), sdk, ...(version === undefined ? {} : { sdkVersion: version }) });
  };
  for (const line of dedent(fixture)) {
    const header = HEADER.exec(line);
    if (!header) {
      lines.push(line);
      continue;
    }
    finish();
    path = header[1] ?? path;
    if (header[2]) {
      sdk = Number(header[2]) as SdkMajor;
      version = header[3] === undefined ? undefined : header[2] + header[3];
    }
    lines = [];
    started = true;
  }
  finish();
  return files;
}

/** Removes the indentation that all lines share, so that fixtures can be indented with the test around them. */
function dedent(text: string): string[] {
  const lines = text.replace(/^\n/, "").replace(/\n[ \t]*$/, "\n").split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, 1000);
  return lines.map((line) => line.slice(Math.min(indent, line.length - line.trimStart().length)));
}

/** `SourceFiles` over files in memory. Relative, `@/…` and `/node_modules/…` specifiers lead to files, bare ones to packages. */
export class MemoryFiles implements SourceFiles {
  readonly #files = new Map<string, { readonly source: ts.SourceFile; readonly file: FixtureFile }>();

  constructor(files: readonly FixtureFile[]) {
    for (const file of files) this.write(file);
  }

  static of(fixture: string): MemoryFiles {
    return new MemoryFiles(parseFixture(fixture));
  }

  write(file: FixtureFile): void {
    const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true, scriptKind(file.path));
    this.#files.set(file.path, { source, file });
  }

  paths(): string[] {
    return [...this.#files.keys()];
  }

  source(path: string): ts.SourceFile | undefined {
    return this.#files.get(path)?.source;
  }

  sdkMajor(path: string): SdkMajor | undefined {
    return this.#files.get(path)?.file.sdk;
  }

  sdkVersion(path: string): string | undefined {
    return this.#files.get(path)?.file.sdkVersion;
  }

  resolveModule(specifier: string, from: string): ModuleTarget | undefined {
    const bases = specifier.startsWith(".") ? [new URL(specifier, `file://${from}`).pathname]
      : specifier.startsWith("@/") ? [specifier.slice(1), `/src${specifier.slice(1)}`]
      : [`/node_modules/${specifier}`];
    for (const base of bases) {
      const path = this.#findFile(base);
      if (path) return { kind: "file", path };
    }
    const name = specifier.startsWith("@/") ? undefined : packageName(specifier);
    return name === undefined ? undefined : { kind: "package", name };
  }

  #findFile(base: string): string | undefined {
    const stems = [base, base.replace(/\.([mc]?)jsx?$/, ".$1ts"), base.replace(/\.jsx?$/, ".tsx")];
    const endings = ["", ".ts", ".tsx", ".js", ".jsx", ".mts", ".cts", "/index.ts", "/index.js"];
    return stems.flatMap((stem) => endings.map((ending) => stem + ending)).find((path) => this.#files.has(path));
  }
}

export function scriptKind(path: string): ts.ScriptKind {
  if (path.endsWith(".tsx")) return ts.ScriptKind.TSX;
  if (path.endsWith(".jsx")) return ts.ScriptKind.JSX;
  return /\.[mc]?js$/.test(path) ? ts.ScriptKind.JS : ts.ScriptKind.TS;
}
