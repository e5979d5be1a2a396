/** A copy of an example app for one test to change. */
import { cp, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { places, root } from "./places.ts";

export type Example = "onboarding" | "onboarding-v3";

/** Copies the app to `<run folder>/<owner>/<example>` and links its packages; answers the folder. */
export async function copyExample(example: Example, owner: string): Promise<string> {
  const source = path.join(root, "examples", example);
  const folder = path.join(places.run, owner, example);
  const packages = path.join(source, "node_modules");
  await rm(folder, { recursive: true, force: true });
  await cp(source, folder, { recursive: true, filter: (file) => file !== packages });
  await symlink(packages, path.join(folder, "node_modules"), "junction");
  return folder;
}
