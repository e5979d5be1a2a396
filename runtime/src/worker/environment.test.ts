import assert from "node:assert/strict";
import { test } from "node:test";
import { apiOrigin, buildEnvironment } from "./environment.ts";
import { createProject } from "./testing/project.ts";

test("environment files, inherited variables, launch configuration and what keeps the SDK local, in this order", async () => {
  const project = await createProject({
    sdk: "none",
    files: {
      ".env": "FROM_FILE=file\nLOCAL=file\nINHERITED=file\nINNGEST_DEV=0\nINNGEST_BASE_URL=https://inn.gs\nINNGEST_EVENT_KEY=production\nINNGEST_SIGNING_KEY=signkey-prod-1\nINNGEST_STREAMING=1\n",
      ".env.development": "LOCAL=development\nMODE=development\n",
      ".env.local": "LOCAL=local\nMODE=local\n",
      ".env.development.local": "MODE=development and local\n",
      "other.env": "OTHER='a b'\n",
    },
  });
  try {
    const shared = { cwd: project.folder, env: { LAUNCH: "launch", INNGEST_DEV: "https://app.inngest.com" }, inherited: { INHERITED: "process", LAUNCH: "process", ABSENT: undefined } };
    const { INNGEST_SIGNING_KEY, ...rest } = await buildEnvironment({ ...shared, envFile: undefined });
    assert.deepEqual(rest, {
      FROM_FILE: "file", LOCAL: "local", MODE: "development and local", INHERITED: "process", LAUNCH: "launch",
      INNGEST_DEV: apiOrigin, INNGEST_BASE_URL: apiOrigin, INNGEST_API_BASE_URL: apiOrigin, INNGEST_EVENT_API_BASE_URL: apiOrigin, INNGEST_EVENT_KEY: "local",
    });
    assert.match(INNGEST_SIGNING_KEY ?? "", /^signkey-test-0+$/);
    const other = await buildEnvironment({ ...shared, envFile: "other.env" });
    assert.deepEqual([other["OTHER"], other["FROM_FILE"]], ["a b", undefined]);
  } finally {
    await project.dispose();
  }
});
