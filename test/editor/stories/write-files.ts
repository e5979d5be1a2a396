/** Files of a story, beside those of the example. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Writes each file, by its path below the folder. */
export async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}
