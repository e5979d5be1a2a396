/** Positions of generated code in the user's source, through the bundle's inline source map. */
import { findSourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import type { SourcePosition } from "../../executor/model.ts";

let bundleUrl = "";
const known = new Map<string, SourcePosition | undefined>();

export function setBundle(url: string): void {
  bundleUrl = url;
}

/** Where the nearest code of the user's above `below` on the stack stands. */
export function findCallSite(below: (...args: never[]) => unknown): SourcePosition | undefined {
  return captureSites(below).map((site) => site).reduce<SourcePosition | undefined>((found, site) => found ?? toPosition(site), undefined);
}

/** Whether the SDK prints by itself: its own code stands above `below` on the stack, and no code of the user's. */
export function isFromSdk(below: (...args: never[]) => unknown): boolean {
  const files = captureSites(below).map((site) => site.getFileName() ?? "");
  return !files.includes(bundleUrl) && files.some((file) => /[\\/]node_modules[\\/]inngest[\\/]/.test(file));
}

/** The first position in the user's source on an error's stack. */
export function findErrorPosition(error: unknown): SourcePosition | undefined {
  if (!(error instanceof Error) || typeof error.stack !== "string") return undefined;
  for (const match of error.stack.matchAll(/(?:\(|at (?:async )?)(file:\/\/\S+?|\/\S[^()\n]*?|[A-Za-z]:\\[^()\n]*?):(\d+):(\d+)\)?$/gm)) {
    const [, file = "", line = "", column = ""] = match;
    if (/[\\/]node_modules[\\/]/.test(file)) continue;
    const place = file === bundleUrl || pathOf(file) === pathOf(bundleUrl) ? originalPosition(Number(line), Number(column)) : { path: pathOf(file), line: Number(line), column: Number(column) };
    if (place !== undefined && !isOurs(place.path)) return place;
  }
  return undefined;
}

const ours = fileURLToPathOrEmpty(import.meta.url).replace(/[^\\/]+$/, "");
const isOurs = (file: string): boolean => ours !== "" && file.startsWith(ours);

function fileURLToPathOrEmpty(url: string | undefined): string {
  return url?.startsWith("file:") === true ? fileURLToPath(url) : typeof __filename === "string" ? __filename : "";
}

const pathOf = (file: string): string => file.startsWith("file:") ? fileURLToPath(file) : file;

function captureSites(below: (...args: never[]) => unknown): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  let sites: NodeJS.CallSite[] = [];
  Error.prepareStackTrace = (_error, trace) => { sites = trace; return ""; };
  Error.stackTraceLimit = 30;
  try {
    const holder: { readonly stack?: string } = {};
    Error.captureStackTrace(holder, below);
    void holder.stack;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
  return sites;
}

function toPosition(site: NodeJS.CallSite): SourcePosition | undefined {
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  return site.getFileName() === bundleUrl && line !== null && column !== null ? originalPosition(line, column) : undefined;
}

function originalPosition(line: number, column: number): SourcePosition | undefined {
  const key = `${line}:${column}`;
  if (!known.has(key)) known.set(key, mapBack(line, column));
  return known.get(key);
}

function mapBack(line: number, column: number): SourcePosition | undefined {
  const entry = findSourceMap(bundleUrl)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !("originalSource" in entry) || !entry.originalSource.startsWith("file:")) return undefined;
  return { path: fileURLToPath(entry.originalSource), line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}
