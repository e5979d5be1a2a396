/** The second door with everything behind it, for tests that ask it as an app or a person does. */
import type { App } from "../apps/registration.ts";
import { createRealClock } from "../clock/real-clock.ts";
import type { ExecutorEvent, JsonValue, RunState } from "../executor/model.ts";
import { startServe, type ServeOptions, type ServeSession } from "../session/start-serve.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import type { HttpApp } from "./http-app.ts";

export interface ServeFixture {
  readonly session: ServeSession;
  readonly told: readonly ExecutorEvent[];
  readonly registered: readonly App[];
  /** Resolves with the first happening, past or to come, that `choose` gives something for. */
  find<T>(choose: (event: ExecutorEvent) => T | undefined): Promise<T>;
  post(path: string, body: JsonValue, headers?: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly body: JsonValue }>;
  ended(functionId: string): Promise<RunState>;
  /** Resolves with the next request that was answered so. */
  answered(isIt: (path: string, status: number) => boolean): Promise<void>;
}

export async function serve(options: Partial<ServeOptions> = {}): Promise<ServeFixture> {
  const told: ExecutorEvent[] = [];
  const registered: App[] = [];
  let watchers: (() => void)[] = [];
  const answerWatchers = new Set<(path: string, status: number) => void>();
  const session = await startServe({
    host: "127.0.0.1", port: 0, clock: createRealClock(), store: createMemoryStore(), appUrls: [], pollMs: 60_000, onApp: (app) => { registered.push(app); },
    onAnswer: (path, status) => { answerWatchers.forEach((watch) => { watch(path, status); }); },
    onEvent: (event) => { told.push(event); watchers.forEach((watch) => { watch(); }); }, ...options,
  });
  const find: ServeFixture["find"] = (choose) => new Promise((resolve) => {
    const watch = (): void => {
      for (const event of told) {
        const found = choose(event);
        if (found === undefined) continue;
        watchers = watchers.filter((other) => other !== watch);
        resolve(found);
        return;
      }
    };
    watchers.push(watch);
    watch();
  });
  return {
    session, told, registered, find,
    answered: (isIt) => new Promise((resolve) => { answerWatchers.add((path, status) => { if (isIt(path, status)) resolve(); }); }),
    ended: (functionId) => find((event) => (event.type === "runEnded" && event.run.functionId === functionId ? event.run : undefined)),
    post: async (path, body, headers = {}) => {
      const response = await fetch(`${session.origin}${path}`, { method: "POST", body: JSON.stringify(body), headers });
      return { status: response.status, body: await response.json() as JsonValue };
    },
  };
}

export const put = async (app: HttpApp) => (await fetch(app.url, { method: "PUT" })).json() as Promise<{ readonly message?: string }>;
