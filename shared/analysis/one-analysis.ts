/**
 * Answers about syntax nodes that are asked for again and again. They hold for one analysis, in which no tree changes, and
 * are forgotten with it: an edit moves nodes that it keeps, and may declare a name around them.
 */

const all: Map<unknown, unknown>[] = [];
let isRunning = false;

/** Runs one analysis, in which no file is parsed anew. Those inside it are part of it. */
export function inOneAnalysis<T>(analyze: () => T): T {
  if (isRunning) return analyze();
  isRunning = true;
  try {
    return analyze();
  } finally {
    isRunning = false;
    for (const answers of all) answers.clear();
  }
}

/** What is kept for the rest of an analysis; outside of any, nothing is. */
export class AnalysisMemory<K, V> {
  readonly #answers = new Map<K, V>();

  constructor() {
    all.push(this.#answers);
  }

  get(key: K): V | undefined {
    return this.#answers.get(key);
  }

  has(key: K): boolean {
    return this.#answers.has(key);
  }

  set(key: K, answer: V): V {
    if (isRunning) this.#answers.set(key, answer);
    return answer;
  }
}

/** `read`, asked once for each key in one analysis. */
export function oncePerAnalysis<K, V>(read: (key: K) => V): (key: K) => V {
  const answers = new AnalysisMemory<K, V>();
  return (key) => {
    const known = answers.get(key);
    return known !== undefined || answers.has(key) ? known as V : answers.set(key, read(key));
  };
}
