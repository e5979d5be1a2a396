/** "Did you mean": the candidate that a misspelt word was most likely meant to be. */

/** The nearest candidate that is a slip of the keyboard away; undefined where none is near. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const distance = wordDistance(word, candidate);
    if (distance < bestDistance && distance <= allowance(word, candidate)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** One slip in four letters; two letters may only differ in case. */
function allowance(word: string, candidate: string): number {
  const length = Math.min(word.length, candidate.length);
  return length < 3 ? 0.5 : Math.max(1, Math.floor(length / 4) + 0.5);
}

/** Edits between two words; another case or another way of joining words (`user_id`, `userId`) counts as half an edit. */
function wordDistance(a: string, b: string): number {
  const plainA = a.toLowerCase().replace(/[-_]/g, "");
  const plainB = b.toLowerCase().replace(/[-_]/g, "");
  if (plainA === plainB) return 0.5;
  return editDistance(plainA, plainB);
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    const row: number[] = [];
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 || j === 0) {
        row.push(i + j);
        continue;
      }
      const before = rows[i - 1] ?? [];
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (before[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
