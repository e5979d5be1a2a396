/**
 * Answers about syntax nodes that are asked for again and again. They hold for one analysis, in which no tree changes, and
 * are forgotten with it: an edit moves nodes that it keeps, and may declare a name around them.
 */

const all: { forget(): void }[] = [];
let isRunning = false;

/** Runs one analysis, in which no file is parsed anew. Those inside it are part of it. */
export function inOneAnalysis<T>(analyze: () => T): T {
  if (isRunning) return analyze();
  isRunning = true;
  try {
    return analyze();
  } finally {
    isRunning = false;
    for (const memory of all) memory.forget();
  }
}

/** What is kept for the rest of an analysis; outside of any, nothing is. */
export class AnalysisMemory<K, V> {
  #answers = new Map<K, V>();

  constructor() {
    all.push(this);
  }

  /**
   * Not cleared: what an old map grows into is old, too, and holds the nodes in it, dead as it is, whenever only young
   * objects are collected. Each tree would be copied twice before it goes.
   */
  forget(): void {
    if (this.#answers.size > 0) this.#answers = new Map();
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
