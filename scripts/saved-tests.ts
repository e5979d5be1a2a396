/**
 * `npm run test:runners -- [folder]`: tests saved for vitest and jest, run by the real ones, pass until a step, an emitted
 * event or the result changes. No part of `npm test`: the runners are 600 packages of 400 MB. `folder` has them installed
 * already, beside the example's own.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { copyExample, proveByMutation, saveTest, savedTest, type TestOutcome } from "../runtime/src/recording/testing/saved-test.ts";
import type { TestRunner } from "../shared/recording/saved-test/to-test.ts";
import { during } from "./run.ts";

const packages = ["vitest@5.1.2", "jest@30.5.2", "@jest/globals@30.5.2", "ts-jest@29.4.15"];
const root = path.join(import.meta.dirname, "..");
const run = promisify(execFile);

interface Project {
  readonly name: string;
  readonly runner: TestRunner;
  /** What the project has beside the example's files. */
  readonly files: Readonly<Record<string, string>>;
  readonly isModule: boolean;
  /** Arguments of Node.js. */
  readonly args: readonly string[];
}

/** ts-jest checks no types here: the example's own check does. */
const toJestConfig = (options: object, rest: object = {}): string => JSON.stringify({ testEnvironment: "node", transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false, ...options }] }, ...rest });

const projects: readonly Project[] = [
  { name: "vitest", runner: "vitest", files: {}, isModule: true, args: ["node_modules/vitest/vitest.mjs", "run"] },
  {
    name: "jest, as a module", runner: "jest", isModule: true, args: ["--experimental-vm-modules", "node_modules/jest/bin/jest.js"],
    files: { "jest.config.json": toJestConfig({ useESM: true }, { extensionsToTreatAsEsm: [".ts"] }) },
  },
  {
    name: "jest, as CommonJS", runner: "jest", isModule: false, args: ["node_modules/jest/bin/jest.js"],
    files: { "jest.config.json": toJestConfig({ tsconfig: { module: "commonjs", moduleResolution: "node10", ignoreDeprecations: "6.0", target: "es2022", esModuleInterop: true } }) },
  },
];

async function install(): Promise<string> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "test-runners-")));
  process.once("exit", () => { rmSync(folder, { recursive: true, force: true }); });
  cpSync(path.join(root, "examples", "onboarding", "package.json"), path.join(folder, "package.json"));
  await during("packages of vitest and jest", () => run("npm", ["install", "--no-audit", "--no-fund", "--save-exact", "--save-dev", ...packages], { cwd: folder, shell: process.platform === "win32" }));
  return folder;
}

async function prove({ runner, files, isModule, args }: Project, modules: string): Promise<void> {
  const folder = copyExample("onboarding", path.join(modules, "node_modules"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const { type, ...manifest } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Readonly<Record<string, unknown>>;
    writeFileSync(path.join(folder, "package.json"), JSON.stringify(isModule ? { ...manifest, type } : manifest));
    await saveTest(folder, { runner, module: "./user-onboarding", helper: "./inngest-replay" });
    await proveByMutation(folder, (): Promise<TestOutcome> => run(process.execPath, [...args, savedTest], { cwd: folder, env: { ...process.env, CI: "1", NO_COLOR: "1" } })
      .then(({ stdout, stderr }) => ({ passed: true, output: stdout + stderr }), ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => ({ passed: false, output: stdout + stderr })));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const modules = process.argv[2] ?? await install();
for (const project of projects) await during(`a test saved for ${project.name}`, () => prove(project, path.resolve(modules)));
