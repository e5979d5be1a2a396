/**
 * How much may be under way at once. A call makes its handler run through all steps of its run, so a run of a thousand
 * parallel steps would hold a million of them in the program's memory at the same time.
 */
export interface Room {
  /** Undefined when there is room at once; else resolves when there is, in turn. Every `take` is followed by a `leave`. */
  take(weight: number): Promise<void> | undefined;
  leave(weight: number): void;
}

interface Waiting {
  readonly weight: number;
  readonly enter: () => void;
}

/** What weighs more than `size` goes alone. */
export function createRoom(size: number): Room {
  let taken = 0;
  const queue: Waiting[] = [];
  const fits = (weight: number): boolean => taken === 0 || taken + weight <= size;
  return {
    take: (weight) => {
      if (queue.length > 0 || !fits(weight)) return new Promise((enter) => { queue.push({ weight, enter }); });
      taken += weight;
      return undefined;
    },
    leave: (weight) => {
      taken -= weight;
      for (let [first] = queue; first !== undefined && fits(first.weight); [first] = queue) {
        queue.shift();
        taken += first.weight;
        first.enter();
      }
    },
  };
}
