/** What is told on a screen can lose a race that a person would not notice: once. */
import process from "node:process";
import { type Counts, type Failure, toFailure } from "./counts.ts";

/** What failed at first and was told once more. */
export interface ToldTwice {
  readonly name: string;
  readonly failures: readonly Failure[];
}

export interface Told extends Counts {
  readonly toldTwice: readonly ToldTwice[];
}

/** Where `tell` fails it is called once more; its second outcome counts, and both are printed. */
export async function tellTwice(name: string, tell: (isAgain: boolean) => Promise<Counts>): Promise<Told> {
  const told = (isAgain: boolean): Promise<Counts> => tell(isAgain).catch((error: unknown) => ({ passed: 0, failed: 1, failures: [toFailure(name, error)] }));
  const first = await told(false);
  if (first.failed === 0) return { ...first, toldTwice: [] };
  process.stdout.write(`↻ ${name}: ${first.failed} failed; told once more, in a new editor\n`);
  const last = await told(true);
  process.stdout.write(`↻ ${name}: ${last.failed === 0 ? "passed" : "failed again"} when told once more\n`);
  return { ...last, toldTwice: [{ name, failures: first.failures }] };
}

/** Of the last lines of a run: nothing where everything was told once. */
export function toToldTwice(told: readonly ToldTwice[]): string {
  return told.length === 0 ? "" : `, told twice: ${told.length} (${told.map(({ name }) => name).join(", ")})`;
}
