import fc from "fast-check";

// Lists are as long as a property lets them be: by itself fast-check stops at ten, and most mishaps need a longer story.
fc.configureGlobal({ defaultSizeToMaxWhenMaxSpecified: true });

/** How hard properties are tried: `STEPWISE_PROPERTY_RUNS=20` tries each twenty times as often, from the same seed. */
const factor = Number(process.env["STEPWISE_PROPERTY_RUNS"] ?? 1);
if (!(factor > 0)) throw new Error(`STEPWISE_PROPERTY_RUNS is how many times as often properties are tried, a number above 0, not \`${process.env["STEPWISE_PROPERTY_RUNS"] ?? ""}\``);

/** Options of `fc.assert`. @param numRuns Enough to find what is broken coarsely, and few enough to run at each change. */
export function tried(numRuns: number, seed: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Math.ceil(numRuns * factor), seed };
}
