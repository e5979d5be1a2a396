export interface PollOptions {
  /** Milliseconds between two times an app is asked; less while it does not answer as it should. */
  readonly pollMs: number;
  /** A sentence when something is wrong; rejects once polling is stopped. */
  readonly ask: (url: string) => Promise<string | undefined>;
  /** Told of a problem once, until the app answers as it should. */
  readonly onProblem: (problem: string) => void;
}

/** While an app does not answer as it should: what is sent to it before it has registered starts nothing. */
const eagerPollMs = 500;

/** Asks each app again and again, each for itself: none waits for one that is silent. */
export function pollApps(urls: readonly string[], { pollMs, ask, onProblem }: PollOptions): { stop(): void } {
  const timers = new Map<string, NodeJS.Timeout>();
  let stopped = false;
  const poll = async (url: string, before: string | undefined): Promise<void> => {
    try {
      const problem = await ask(url);
      if (stopped) return;
      if (problem !== undefined && problem !== before) onProblem(problem);
      const wait = problem === undefined ? pollMs : Math.min(pollMs, eagerPollMs);
      timers.set(url, setTimeout(() => void poll(url, problem), wait));
    } catch (error) {
      if (!stopped) throw error;
    }
  };
  for (const url of urls) timers.set(url, setTimeout(() => void poll(url, undefined), 0));
  return {
    stop: () => {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
