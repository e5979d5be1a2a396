import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { toSkippedText } from "./companion-bundle.ts";
import { findCompanions } from "./companions.ts";
import { createFunction, createProject, drive, sdkVersions, startHarness, type Harness, type Project } from "./testing/project.ts";

for (const sdk of sdkVersions) {
  describe(`companions on ${sdk}`, () => {
    let project: Project;
    let harness: Harness;
    const inFile = (id: string, body: string): string => `import { inngest, state } from "./client";\nexport const fn = ${createFunction(sdk, `id: "${id}"`, `async ({ step }) => ${body}`)};`;

    before(async () => {
      project = await createProject({
        sdk,
        files: {
          "src/client.ts": 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\nexport const state = { loads: 0 };\nstate.loads++;',
          "src/program.ts": inFile("main", 'await step.run("loads", () => state.loads)'),
          "src/deeper/listener.ts": inFile("listener", 'await step.run("loads", () => state.loads)').replaceAll("./client", "../client"),
          "src/twin.ts": inFile("main", '"the other one"'),
          "src/lib/define-job.ts": `import { inngest } from "../client";\nexport const defineJob = (id: string, body: () => unknown) => ${createFunction(sdk, "id", "() => body()")};`,
          "src/lib/index.ts": 'export * from "./define-job";',
          "src/made.ts": 'import { defineJob } from "./lib";\nexport const made = defineJob("made", () => "made");',
          "src/serves.ts": 'import { defineJob } from "./lib";\nexport const kinds = { defineJob };\nthrow new Error("the server starts");',
          "src/throws.ts": `${inFile("never", "1")}\nthrow new Error("no database here");`,
          "src/listener.test.ts": inFile("tested", "1"),
          "packages/other/package.json": "{}",
          "packages/other/fn.ts": inFile("elsewhere", "1"),
          "node_modules/pkg/index.ts": inFile("installed", "1"),
        },
      });
      harness = await startHarness({ program: project.path("src/program.ts"), companions: true });
    });
    after(async () => {
      await harness.worker.dispose();
      await project.dispose();
    });

    test("files of the same package that create functions, also by a wrapper, are found; those that only name it, tests and other packages are not", async () => {
      assert.deepEqual((await findCompanions(project.path("src/program.ts"))).map((file) => path.relative(project.folder, file)), ["src/made.ts", "src/throws.ts", "src/twin.ts", "src/deeper/listener.ts", "src/lib/define-job.ts"].map(path.normalize));
    });

    test("their functions are there, only the program's are its own", () => {
      assert.deepEqual(harness.worker.functions.map(({ localId }) => localId), ["main", "made", "never", "listener"]);
      assert.deepEqual(harness.worker.own.map(({ localId }) => localId), ["main"]);
    });

    test("one that a wrapper makes runs", async () => {
      assert.equal((await drive(harness.worker, "app-made")).last.body, "made");
    });

    test("they share the program's modules", async () => {
      for (const id of ["app-main", "app-listener"]) assert.equal((await drive(harness.worker, id)).last.body, 1);
    });

    test("one that throws and one that repeats an id are left out, and it is said why", () => {
      const [throws, twin] = harness.worker.skipped;
      assert.equal(throws?.what, `the functions of ${project.path("src/throws.ts")}`);
      assert.match(throws.reason, /src\/throws\.ts:3:7: throws while it loads: Error: no database here$/);
      assert.deepEqual(twin, { what: "`main`", reason: "another function has this id too" });
    });
  });
}

test("a companion that does not compile is left out", async () => {
  const project = await createProject({
    sdk: "v4",
    files: {
      "program.ts": `import { Inngest } from "inngest";\nconst inngest = new Inngest({ id: "app" });\nexport const fn = ${createFunction("v4", 'id: "main"', '() => "ran"')};`,
      "whole.ts": `import { Inngest } from "inngest";\nconst inngest = new Inngest({ id: "other" });\nexport const fn = ${createFunction("v4", 'id: "whole"', '() => "ran"')};`,
      "half.ts": "export const fn = inngest.createFunction({ id:",
    },
  });
  const { worker } = await startHarness({ program: project.path("program.ts"), companions: true });
  try {
    for (const id of ["app-main", "other-whole"]) assert.equal((await drive(worker, id)).last.body, "ran");
    assert.deepEqual(worker.skipped, [{ what: `the functions of ${project.path("half.ts")}`, reason: `${project.path("half.ts")}:1:47: Unexpected end of file` }]);
    assert.deepEqual(worker.skipped.map(toSkippedText), [`events will not start the functions of ${project.path("half.ts")}:1:47: Unexpected end of file`]);
    assert.equal(toSkippedText({ what: "the functions of a.ts", reason: "a.ts does not finish loading: it awaits" }), "events will not start the functions of a.ts, which does not finish loading: it awaits");
    assert.equal(toSkippedText({ what: "`twin`", reason: "another function has this id too" }), "events will not start `twin`: another function has this id too");
  } finally {
    await worker.dispose();
    await project.dispose();
  }
});
