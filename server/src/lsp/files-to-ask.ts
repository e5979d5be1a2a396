/** Which files the semantic tier is asked about, and when. */
import type { Session } from "./session.ts";

/** More files at once would make each answer late; the rest is checked as its text alone allows. */
export const maxFiles = 24;

/** A document that is no file has no packages around it. */
export function mayBeAsked(session: Session, path: string): boolean {
  return !path.startsWith("/^") && session.settingsFor(path).types.enable;
}

/**
 * The most urgent first: open documents of the analysis, then files whose events only types tell. None while the
 * workspace is read, which needs the processors itself.
 * @param recent Documents in order of use, the latest first.
 */
export function filesToAsk(session: Session, recent: readonly string[]): readonly string[] {
  const { workspace, documents } = session;
  const snapshot = workspace.snapshot();
  if (snapshot.partial) return [];
  const open = new Set(documents.paths());
  const ordered = [...new Set([...recent, ...open])].filter((path) => open.has(path) && mayBeAsked(session, path) && snapshot.file(path) !== undefined);
  return ordered.length === 0 ? [] : [...new Set([...ordered, ...workspace.needTypes()])].slice(0, maxFiles);
}
