/** Registrations of the apps at the addresses that were given: each is asked with a mark of its own, which comes back. */
import { randomUUID } from "node:crypto";
import type { App } from "../apps/registration.ts";

export interface AskedApps {
  /** A mark that no one can guess, for one question at this address. */
  createMark(url: string): string;
  isAsked(mark: string | null): boolean;
  /** Whether the registration with this mark has been taken. */
  hasAnswered(mark: string): boolean;
  /** The app as it answers at the address it was asked at. */
  answer(app: App, mark: string | null): App;
}

/** `onProblem` is told once when two addresses have the same app. */
export function createAskedApps(onProblem: (message: string) => void): AskedApps {
  const marks = new Map<string, string>();
  const addresses = new Map<string, string>();
  const told = new Set<string>();

  function checkAddress(id: string, url: string): void {
    const other = addresses.get(id);
    addresses.set(id, url);
    if (other === undefined || other === url || told.has(id)) return;
    told.add(id);
    onProblem(`the apps at ${other} and ${url} are both called \`${id}\`: runs go to whichever registered last; give one of their clients another id`);
  }

  return {
    createMark: (url) => {
      const mark = randomUUID();
      marks.set(mark, url);
      return mark;
    },
    isAsked: (mark) => mark !== null && marks.has(mark),
    hasAnswered: (mark) => !marks.delete(mark),
    answer: (app, mark) => {
      const asked = mark === null ? undefined : marks.get(mark);
      if (mark === null || asked === undefined) return app;
      marks.delete(mark);
      checkAddress(app.id, asked);
      // Adapters of frameworks that hide the protocol take it to be https.
      const [from, to] = [new URL(app.url), new URL(asked)];
      return from.host === to.host ? { ...app, url: `${to.protocol}//${from.host}${from.pathname}` } : app;
    },
  };
}
