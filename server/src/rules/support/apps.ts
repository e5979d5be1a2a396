/** What apps serve, as rules look at it. */
import type { FunctionModel, Location, ServedFunction, ServedModel, Snapshot } from "../../../../shared/analysis/model.ts";

/** Those of one client, and those whose client is not known: they may be its own. */
export function findServed(snapshot: Snapshot, client: Location | undefined): ServedModel[] {
  return client ? snapshot.served().filter((one) => !one.client || isSamePlace(one.client, client)) : [];
}

export function isServed(fn: FunctionModel, served: ServedFunction): boolean {
  if (fn.path !== served.path) return false;
  return "exported" in served ? fn.exportedAs?.includes(served.exported) === true : fn.span.start === served.span.start;
}

export function isSamePlace(a: Location, b: Location): boolean {
  return a.path === b.path && a.span.start === b.span.start;
}

/** Code that no app runs: tests, and files that only show something. */
export function isTestFile(path: string): boolean {
  return /(?:^|\/)(?:__tests__|__mocks__|tests?|specs?|e2e|fixtures)\/|\.(?:test|spec|stories)\.[cm]?[jt]sx?$/.test(path);
}
