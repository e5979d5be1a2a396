import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { WorkerMistake, type MistakeCode } from "./mistakes.ts";
import { createProject, startHarness, type ProjectOptions, type SdkVersion } from "./testing/project.ts";
import type { WorkerOptions } from "./worker.ts";

interface Case {
  readonly sdk?: SdkVersion | "none";
  readonly files: ProjectOptions["files"];
  readonly options?: Partial<WorkerOptions>;
  readonly code: MistakeCode;
  /** The whole sentence, the project's folder as `~`. */
  readonly message: string;
}

const head = 'import { Inngest } from "inngest"; const inngest = new Inngest({ id: "app" });\n';

const cases: Readonly<Record<string, Case>> = {
  "file missing": {
    files: {}, code: "programMissing",
    message: "the program ~/functions.ts does not exist; set `program` to the file that defines your Inngest functions",
  },
  "SDK not installed": {
    sdk: "none", files: { "functions.ts": head }, code: "sdkMissing",
    message: "`inngest` is not installed where ~/functions.ts can find it; run `npm install inngest` in ~",
  },
  "packages that only Yarn finds": {
    sdk: "none", files: { ".pnp.cjs": "", "functions.ts": head }, code: "plugAndPlay",
    message: "~ keeps its packages in Yarn's Plug'n'Play, which only Yarn's own Node.js reads; write `nodeLinker: node-modules` into its .yarnrc.yml and run `yarn install`",
  },
  "SDK too old": {
    sdk: "none", code: "sdkUnsupported",
    files: { "functions.ts": head, "node_modules/inngest/package.json": '{ "name": "inngest", "version": "2.7.2", "main": "index.js" }', "node_modules/inngest/index.js": "" },
    message: "inngest 2.7.2 in ~/node_modules/inngest is not supported; install version 3 or 4, for example with `npm install inngest@latest`",
  },
  "file that does not compile": {
    files: { "functions.ts": `${head}const a = ;\n` }, code: "doesNotCompile",
    message: "~/functions.ts:2:11: Unexpected \";\"",
  },
  "import that does not resolve": {
    files: { "functions.ts": `${head}import "./nowhere";\n` }, code: "doesNotCompile",
    message: "~/functions.ts:2:8: Could not resolve \"./nowhere\"",
  },
  "module that throws on load": {
    files: { "lib.ts": "\nexport function fail(): never {\n  throw new TypeError('no database');\n}\n", "functions.ts": `${head}import { fail } from "./lib";\nfail();\n` }, code: "throwsOnLoad",
    message: "~/lib.ts:3:9: throws while it loads: TypeError: no database",
  },
  "no function": {
    files: { "functions.ts": `${head}export const nothing = { inngest };\n` }, code: "noFunctions",
    message: "~/functions.ts defines no Inngest function; create one with `inngest.createFunction(…)`, or set `program` to the file that does",
  },
  "two functions with one id": {
    files: { "functions.ts": `${head}for (const event of ["a", "b"]) inngest.createFunction({ id: "same", triggers: { event } }, async () => 1);\n` }, code: "duplicateFunction",
    message: "two functions loaded from ~/functions.ts have the id `same`; give each its own id",
  },
  "function of version 4 on version 3": {
    sdk: "v3", files: { "functions.ts": `${head}inngest.createFunction({ id: "late", triggers: [{ event: "a" }] }, async () => 1);\n` }, code: "handlerMissing",
    message: "the function `late` in ~/functions.ts has no handler; inngest 3 takes it third, after the trigger: `createFunction({ id }, { event }, handler)`",
  },
  "function of version 3 on version 4": {
    files: { "functions.ts": `${head}inngest.createFunction({ id: "late" }, { event: "a" }, async () => 1);\n` }, code: "throwsOnLoad",
    message: "~/functions.ts:2:9: throws while it loads: Error: \"createFunction\" expected a handler function as the second argument. Triggers belong in the first argument: createFunction({ id, triggers: { event: \"...\" } }, handler)",
  },
  "export that the SDK's version lacks": {
    files: { "functions.ts": 'import { EventSchemas } from "inngest";\nnew EventSchemas();\n' }, code: "throwsOnLoad",
    message: "~/functions.ts:2:1: throws while it loads: TypeError: EventSchemas is not a constructor",
  },
  "module that never finishes loading": {
    files: { "functions.ts": `${head}await new Promise(() => {});\n` }, options: { stuckTimeout: 300 }, code: "loadTimedOut",
    message: "~/functions.ts does not finish loading: it awaits a promise that nothing will settle",
  },
  "process that exits on load": {
    files: { "functions.ts": `${head}process.exit(3);\n` }, code: "workerExited",
    message: "the program's process exited with code 3 while it was loading",
  },
  "environment file missing": {
    files: { "functions.ts": head }, options: { envFile: "secrets.env" }, code: "envFileUnreadable",
    message: "the environment file ~/secrets.env cannot be read (ENOENT); correct `envFile` or create the file",
  },
  "executable missing": {
    files: { "functions.ts": head }, options: { runtimeExecutable: "/nowhere/node" }, code: "runtimeUnusable",
    message: "/nowhere/node does not start as Node.js (ENOENT); correct `runtimeExecutable`",
  },
  ...(process.platform === "win32" ? {} : { "executable that is not Node.js": {
    files: { "functions.ts": head }, options: { runtimeExecutable: "/bin/false" }, code: "runtimeUnusable",
    message: "/bin/false does not start as Node.js (exited with code 1); correct `runtimeExecutable`",
  } satisfies Case }),
};

describe("mistakes", { concurrency: 2 }, () => {
  for (const [name, { sdk = "v4", files, options, code, message }] of Object.entries(cases)) {
    test(name, async () => {
      const project = await createProject({ sdk, files });
      try {
        const error = await startHarness({ program: "functions.ts", cwd: project.folder, ...options }).then(({ worker }) => worker.dispose(), (reason: unknown) => reason);
        assert.ok(error instanceof WorkerMistake, String(error));
        assert.deepEqual([error.code, error.message.replaceAll(project.folder, "~")], [code, message]);
      } finally {
        await project.dispose();
      }
    });
  }
});
