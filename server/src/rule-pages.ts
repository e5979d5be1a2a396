/** The pages that explain the rules. They ship beside the program, so they say what this version does, without a network. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** In a bundle there is no `import.meta.dirname`; it lies in `dist/`, and the pages in its sibling. */
const root = (import.meta.dirname as string | undefined) === undefined ? path.join(__dirname, "..") : path.join(import.meta.dirname, "..", "..");

function toFile(rule: string): string {
  return path.join(root, "docs", "rules", `${rule}.md`);
}

/** Address of a rule's page on this machine. */
export function rulePage(rule: string): string {
  return pathToFileURL(toFile(rule)).href;
}

/** A rule's page as Markdown. */
export function readRulePage(rule: string): string {
  return readFileSync(toFile(rule), "utf8");
}
