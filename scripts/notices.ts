/** Licence notices of what the bundles really contain, read from the bundler's own list of inputs. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Licences that may ship in a product under MIT. */
const shippable = new Set(["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "Unlicense"]);

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly license: string;
  /** Licence and notice files, in full. */
  readonly texts: readonly string[];
}

/** Folders of the packages that `inputs` (paths as in an esbuild metafile) come from, each once, sorted. */
export function findPackageFolders(inputs: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const input of inputs) {
    const folder = /^(?:[\w-]+:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.replaceAll("\\", "/"))?.[1];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].sort();
}

/** Reads a package's licence; throws where it may not ship or is not given in full. */
export function readBundledPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { name: string; version: string; license?: string };
  if (license === undefined || !mayShip(license)) throw new Error(`${name}@${version} may not be bundled: its licence is ${license ?? "not stated"}`);
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice|third-?party-?notice)/i.test(file))
    .sort()
    .map((file) => readFileSync(path.join(folder, file), "utf8").trim());
  if (texts.length === 0) {
    const readme = path.join(folder, "README.md");
    const section = existsSync(readme) ? /^#+ licen[cs]e\s*$([\s\S]*)/im.exec(readFileSync(readme, "utf8"))?.[1]?.trim() : undefined;
    texts.push(section ?? `Licensed under ${license}.`);
  }
  return { name, version, license, texts };
}

/** Whether an SPDX expression leaves a choice that may ship. */
export function mayShip(license: string): boolean {
  return license.replaceAll(/[()]/g, "").split(/\s+OR\s+/i).some((choice) => choice.split(/\s+AND\s+/i).every((part) => shippable.has(part.trim())));
}

export function toNotices(packages: readonly BundledPackage[]): string {
  const list = packages.map(({ name, version, license }) => `- ${name} ${version} (${license})`).join("\n");
  const texts = packages.map(({ name, version, texts }) => `\n${"=".repeat(78)}\n${name} ${version}\n\n${texts.join("\n\n")}\n`).join("");
  return `Stepwise for Inngest contains the following packages, under their own licences.\n\n${list}\n${texts}`;
}
