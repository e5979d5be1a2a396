/** A whole number from 0 below the given one. */
export type Random = (below: number) => number;

/** A small seeded generator, so that a failure can be run again. */
export function createRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // The low bits of such a generator repeat soon.
    return (state >>> 8) % below;
  };
}
