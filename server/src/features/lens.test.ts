import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFixture } from "../../../shared/analysis/testing/fixture.ts";
import { snapshotOf } from "../../../shared/analysis/testing/snapshot.ts";
import { summarizeFunctions } from "./functions.ts";
import { findLenses } from "./lens.ts";

test("run and debug stand above endpoints, which are named by their lines", () => {
  const files = parseFixture(`
//- /route.ts sdk:v4
import { Inngest, step } from "inngest";
const inngest = new Inngest({ id: "app" });
export const GET = inngest.endpoint(async () => { await step.run("a", () => 1); });
export const POST = inngest
  .endpoint(async () => new Response());
inngest.createFunction({ id: "fn", triggers: { event: "a" } }, async () => {});
`);
  const snapshot = snapshotOf(files);
  assert.deepEqual(findLenses(snapshot, "/route.ts").map(({ functionId }) => functionId), ["fn", "endpoint:3", "endpoint:5"]);
  assert.deepEqual(summarizeFunctions(snapshot, "/route.ts").slice(1), [
    { id: "endpoint:3", startLine: 2, endLine: 2, triggers: [{ event: "inngest/http.request", sample: { method: "GET", url: "http://localhost:3000/" } }] },
    { id: "endpoint:5", startLine: 3, endLine: 4, triggers: [{ event: "inngest/http.request", sample: { method: "GET", url: "http://localhost:3000/" } }] },
  ]);
});
