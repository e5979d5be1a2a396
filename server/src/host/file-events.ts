/** What is told of files on the disk. A branch that is switched to takes thousands of them away at once. */
import { isSourceFile } from "./source-paths.ts";

export interface FileEvent {
  readonly path: string;
  readonly kind: "created" | "changed" | "deleted";
}

/** Whether the path or a folder that it lies in is one of these. */
export function isAmong(path: string, paths: ReadonlySet<string>): boolean {
  for (let at = path.length; at > 0; at = path.lastIndexOf("/", at - 1)) if (paths.has(path.slice(0, at))) return true;
  return false;
}

/** The events with what is deleted put together, which is then looked for once, unless something comes in between that has to do with it. */
export function* together(events: readonly FileEvent[]): Generator<FileEvent | Set<string>> {
  let gone = new Set<string>();
  for (const event of events) {
    // Of a package that goes away more is to be said than that its files are gone.
    if (event.kind === "deleted" && !event.path.endsWith("/package.json")) gone.add(event.path);
    else {
      if (gone.size > 0 && (!isSourceFile(event.path) || isAmong(event.path, gone))) {
        yield gone;
        gone = new Set();
      }
      yield event;
    }
  }
  if (gone.size > 0) yield gone;
}

/**
 * The same, with "created" where a source file that is not known is called changed: some editors call it so, also when
 * the file went with its folder just before.
 */
export function namingNewFiles(told: readonly FileEvent[], isKnown: (path: string) => boolean): FileEvent[] {
  const gone = new Set(told.flatMap(({ path, kind }) => (kind === "deleted" ? [path] : [])));
  const isNew = ({ path, kind }: FileEvent): boolean => kind === "changed" && isSourceFile(path) && (isAmong(path, gone) || !isKnown(path));
  return told.map((event) => (isNew(event) ? { ...event, kind: "created" } : event));
}
