/** Tells the stories of the real editor. */
import { availableParallelism } from "node:os";
import path from "node:path";
import process from "node:process";
import { toldAgain } from "../test/editor/places.ts";
import { type Counts, sum } from "./counts.ts";
import { runTestFiles } from "./node-tests.ts";
import { during } from "./run.ts";
import { tellTwice, type Told } from "./told-twice.ts";

/** Each file has an editor and a browser of its own, which wait for one another most of the time. */
const atOnce = Math.min(2, availableParallelism());

/** A file that fails is told once more, in a new editor. */
export async function tellStories(files: readonly string[]): Promise<Told> {
  const left = [...files];
  const told: Told[] = [];
  const tellOn = async (): Promise<void> => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      const [story, name] = [file, path.basename(file)];
      told.push(await tellTwice(name, (isAgain) => tell(story, name, isAgain ? [toldAgain] : [])));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, tellOn));
  return { ...sum(...told), toldTwice: told.flatMap(({ toldTwice }) => toldTwice).sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** What two files print does not mix. */
async function tell(file: string, name: string, argv: readonly string[]): Promise<Counts> {
  const printed: string[] = [];
  try {
    return await during(name, () => runTestFiles([file], "spec", { argv, place: name, print: (text) => printed.push(text) }));
  } finally {
    process.stdout.write(printed.join(""));
  }
}
