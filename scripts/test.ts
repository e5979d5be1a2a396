/**
 * `npm test -- [suite…] [--host browser|desktop] [--update-images]`: everything, in order, or the suites named.
 * Ends with what failed, and the number of tests of each suite and in all; the exit code is 0 when all passed.
 */
import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { type Counts, type Failure, sum, toFailure, toFailureLines } from "./counts.ts";
import { canInstallBrowser, findBrowser, installBrowser } from "./editor/find.ts";
import { installServer, serverSupported } from "./editor/install-server.ts";
import { installExamples } from "./examples.ts";
import { findTestFiles, runTestFiles } from "./node-tests.ts";
import { during, runScript } from "./run.ts";
import { tellStories } from "./stories.ts";
import { writeGroups } from "./test-groups.ts";
import { isWire } from "./test-kinds.ts";
import { tellTwice, type ToldTwice, toToldTwice } from "./told-twice.ts";
import { type HostKind, runHostSuite } from "../test/editor/host/launch.ts";
import { places, root } from "../test/editor/places.ts";

interface Outcome extends Counts {
  readonly toldTwice?: readonly ToldTwice[];
}

interface Suite {
  readonly name: string;
  run(): Promise<Outcome>;
}

process.chdir(root);

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { host: { type: "string" }, "update-images": { type: "boolean", default: false } },
});

/** One command is one test: it ends with code 0 or its output says why not. */
async function runChecks(checks: Readonly<Record<string, () => Promise<unknown>>>): Promise<Counts> {
  const failures: Failure[] = [];
  for (const [title, check] of Object.entries(checks)) {
    try {
      await during(title, check);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      process.stdout.write(`${message}\n`);
      failures.push(toFailure(title, message));
    }
  }
  return { passed: Object.keys(checks).length - failures.length, failed: failures.length, failures };
}

const tool = (file: string, ...args: string[]) => (): Promise<string> => runScript(path.join("node_modules", file), args);

async function pack(): Promise<void> {
  await mkdir(path.dirname(places.vsix), { recursive: true });
  await runScript("scripts/package.ts", ["--out", places.vsix]);
}

const packs = findTestFiles(["test/package.test.ts"]);
const tests = findTestFiles(["{shared,server,runtime,client,scripts,syntaxes,bench}/**/*.test.ts", "test/*.test.ts"]).filter((file) => !packs.includes(file));

/** Half of the time they wait for the programs that they start. */
const wireFilesAtOnce = 2 * availableParallelism();

/** Which editor can be had here: the browser-hosted one, which runs all stories, or desktop VS Code, downloaded. */
async function chooseHost(): Promise<HostKind> {
  if (options.host !== undefined && options.host !== "browser" && options.host !== "desktop") throw new Error(`\`--host ${options.host}\` is not \`browser\` or \`desktop\``);
  if (options.host === "desktop" || !serverSupported) return "desktop";
  if (findBrowser() === undefined && canInstallBrowser()) await during("Chromium", installBrowser);
  if (findBrowser() !== undefined) return "browser";
  if (options.host === "browser") throw new Error("no Chrome or Chromium was found; install one, or name it in CHROME_PATH");
  return "desktop";
}

async function prepareEditor(): Promise<HostKind> {
  const host = await chooseHost();
  if (host === "browser") await during("VS Code for the browser", () => installServer(places.vscode));
  return host;
}

/** Installing waits for the network while the suites before it use the processors; a failure is told when its turn comes. */
function inBackground<T>(work: () => Promise<T>): () => Promise<T> {
  const result = work().then((value) => ({ value }), (error: unknown) => ({ error }));
  return async () => {
    const outcome = await result;
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  };
}

function createSuites(editor: () => Promise<HostKind>): readonly Suite[] {
  return [
    {
      name: "checks",
      run: () => runChecks({ types: tool("typescript/bin/tsc", "--noEmit"), lint: tool("eslint/bin/eslint.js", "."), "unused code": tool("knip/bin/knip.js") }),
    },
    { name: "unit", run: async () => runTestFiles(await writeGroups(tests.filter((file) => !isWire(file)), "node_modules/.cache/test-groups"), "dot") },
    { name: "wire", run: () => runTestFiles(tests.filter(isWire), "dot", { atOnce: wireFilesAtOnce }) },
    // These build dist/ anew, so nothing else runs beside them.
    { name: "package", run: async () => sum(await runChecks({ "VSIX of this platform": pack }), await runTestFiles(packs, "dot")) },
    {
      name: "editor-host",
      run: async () => {
        const kind = await editor();
        return tellTwice("the suite in the extension host", () => runHostSuite(kind));
      },
    },
    {
      name: "editor-stories",
      run: async () => {
        if (await editor() === "browser") return tellStories(findTestFiles(["test/editor/stories/*.test.ts"]));
        process.stdout.write("The stories are told by keyboard in a browser-hosted editor; this machine has only the desktop one.\n");
        return { passed: 0, failed: 0, failures: [] };
      },
    },
  ];
}

/** Runs one suite; what keeps it from running at all counts as one failure. */
async function runSuite(suite: Suite): Promise<Outcome> {
  process.stdout.write(`\n── ${suite.name} ──\n`);
  try {
    return await suite.run();
  } catch (error) {
    process.stdout.write(`✖ ${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof Error && error.cause !== undefined) process.stdout.write(`  ${String(error.cause)}\n`);
    return { passed: 0, failed: 1, failures: [toFailure("it could not run", error)] };
  }
}

type Result = Outcome & { readonly name: string; readonly ms: number };

function report(results: readonly Result[], start: number): void {
  const total: Result = { name: "total", ...sum(...results), toldTwice: results.flatMap(({ toldTwice = [] }) => toldTwice), ms: performance.now() - start };
  const line = ({ name, passed, failed, toldTwice = [], ms }: Result): string => `${name.padEnd(16)}${passed} passed, ${failed} failed${toToldTwice(toldTwice)} (${Math.round(ms / 1000)} s)\n`;
  const lost = results.flatMap(({ name, toldTwice = [] }) => toldTwice.flatMap(({ failures }) => toFailureLines(name, failures, "↻")));
  const failed = results.flatMap(({ name, failures }) => toFailureLines(name, failures, "✖"));
  const lines = [...lost, ...failed].map((each) => `${each}\n`);
  process.stdout.write(`\n${lines.length > 0 ? `${lines.join("")}\n` : ""}${[...results, total].map(line).join("")}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

async function test(): Promise<void> {
  const start = performance.now();
  if (options["update-images"]) process.env["STEPWISE_UPDATE_IMAGES"] = "1";
  const names = createSuites(chooseHost).map(({ name }) => name);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`there is no suite \`${unknown.join("`, `")}\`; the suites are ${names.join(", ")}`);

  await during("packages of the examples", () => installExamples(root));
  await during("build", () => runScript("scripts/build.ts"));
  const editor = inBackground(prepareEditor);
  const suites = createSuites(editor).filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const results: Result[] = [];
  for (const suite of suites) {
    const suiteStart = performance.now();
    results.push({ name: suite.name, ...(await runSuite(suite)), ms: performance.now() - suiteStart });
  }
  await editor().catch(() => undefined);
  report(results, start);
}

test().catch((error: unknown) => {
  process.stdout.write(`✖ ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
