/** What was asked of a snapshot, so that what was made from the answers can be kept while a later snapshot gives the same ones. */
import type { Snapshot } from "../../../shared/analysis/model.ts";

type Questions = Omit<Snapshot, "version" | "partial">;

export interface Answers {
  readonly partial: boolean | undefined;
  /** By question and argument. */
  readonly all: ReadonlyMap<keyof Questions, ReadonlyMap<string, unknown>>;
}

/** A snapshot that answers as `snapshot` does, and the answers that it gave by then. */
export function recordAnswers(snapshot: Snapshot): { readonly snapshot: Snapshot; readonly answers: Answers } {
  const all = new Map<keyof Questions, Map<string, unknown>>();
  const note = <T>(question: keyof Questions, argument: string, answer: T): T => {
    const answers = all.get(question);
    if (answers) answers.set(argument, answer);
    else all.set(question, new Map([[argument, answer]]));
    return answer;
  };
  const { version, partial } = snapshot;
  return {
    answers: { partial, all },
    snapshot: {
      version,
      ...(partial === undefined ? {} : { partial }),
      file: (path) => note("file", path, snapshot.file(path)),
      paths: () => note("paths", "", snapshot.paths()),
      functions: () => note("functions", "", snapshot.functions()),
      functionsWithId: (id) => note("functionsWithId", id, snapshot.functionsWithId(id)),
      functionIds: () => note("functionIds", "", snapshot.functionIds()),
      functionsStartedBy: (event) => note("functionsStartedBy", event, snapshot.functionsStartedBy(event)),
      startingEvents: () => note("startingEvents", "", snapshot.startingEvents()),
      functionsReaching: (path) => note("functionsReaching", path, snapshot.functionsReaching(path)),
      served: () => note("served", "", snapshot.served()),
      clients: () => note("clients", "", snapshot.clients()),
      event: (name) => note("event", name, snapshot.event(name)),
      isAnySent: () => note("isAnySent", "", snapshot.isAnySent()),
      eventNames: () => note("eventNames", "", snapshot.eventNames()),
      unclear: () => note("unclear", "", snapshot.unclear()),
    },
  };
}

export function answersAlike(snapshot: Snapshot, { partial, all }: Answers): boolean {
  if (snapshot.partial !== partial) return false;
  for (const [question, answers] of all) {
    const ask: (argument: string) => unknown = snapshot[question];
    for (const [argument, answer] of answers) if (ask(argument) !== answer) return false;
  }
  return true;
}
