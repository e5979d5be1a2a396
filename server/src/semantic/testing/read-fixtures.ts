/** Types of fixtures, told by the real packages: the texts stay in memory, in folders that have an SDK installed. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FixtureFile } from "../../../../shared/analysis/testing/fixture.ts";
import type { TypeFacts } from "../../../../shared/analysis/type-facts.ts";
import { toSlashes } from "../../host/disk.ts";
import { TypeReader } from "../type-reader.ts";
import { libraries } from "../libraries.ts";

const root = path.resolve(import.meta.dirname, "../../../..");
const examples: Readonly<Record<3 | 4, string>> = { 3: "examples/onboarding-v3", 4: "examples/onboarding" };

const config = JSON.stringify({ compilerOptions: { strict: true, module: "esnext", moduleResolution: "bundler", experimentalDecorators: true } });

export interface FixtureTypes {
  /** Facts of each fixture's files, in the order of the fixtures. */
  read(fixtures: readonly (readonly FixtureFile[])[]): readonly ((path: string) => TypeFacts | undefined)[];
  remove(): void;
}

/** Libraries of schemas beside the SDK, as the repository itself has them. */
const schemaLibraries = ["arktype", "valibot", "yup"];

/** Two folders on the disk, one for each SDK; a fixture goes where the SDK of its first file is. */
export function createFixtureTypes(): FixtureTypes {
  const folder = toSlashes(realpathSync(mkdtempSync(path.join(tmpdir(), "stepwise-types-"))));
  mkdirSync(path.join(folder, "node_modules"));
  for (const library of schemaLibraries) symlinkSync(path.join(root, "node_modules", library), path.join(folder, "node_modules", library), "junction");
  for (const major of [3, 4] as const) {
    const home = path.join(folder, `v${String(major)}`);
    mkdirSync(home);
    symlinkSync(path.join(root, examples[major], "node_modules"), path.join(home, "node_modules"), "junction");
    writeFileSync(path.join(home, "tsconfig.json"), config);
  }
  return {
    read(fixtures) {
      const reader = new TypeReader(libraries);
      const facts = new Map<string, TypeFacts>();
      const homes = fixtures.map((files, index) => `${folder}/v${String(files[0]?.sdk ?? 4)}/${String(index)}`);
      fixtures.forEach((files, index) => { for (const file of files) reader.setText(`${homes[index] ?? ""}${file.path}`, 1, file.text); });
      const paths = fixtures.flatMap((files, index) => files.map((file) => `${homes[index] ?? ""}${file.path}`));
      for (const read of reader.read(paths)) if (read) facts.set(read.path, read.facts);
      return homes.map((home) => (file) => facts.get(`${home}${file}`));
    },
    remove: () => { rmSync(folder, { recursive: true, force: true }); },
  };
}
