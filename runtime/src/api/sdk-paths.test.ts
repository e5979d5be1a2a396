/** Every path that the SDK itself asks for, as its own source has them: one that a new version adds shows here first. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { createEngineFixture } from "../testing/engine-fixture.ts";

const root = path.resolve(import.meta.dirname, "../../..");

/** What is asked at a path, and the least that has to be true of the answer. */
interface Asked {
  readonly method: string;
  readonly body?: object;
  readonly status: number;
}

const answered: Readonly<Record<string, Asked>> = {
  "/dev": { method: "GET", status: 200 },
  "/fn/register": { method: "POST", body: {}, status: 200 },
  "e/:x": { method: "POST", body: { name: "app/x" }, status: 200 },
  "/v0/runs/:x/actions": { method: "GET", status: 200 },
  "/v0/runs/:x/batch": { method: "GET", status: 200 },
  "/v1/checkpoint": { method: "POST", body: {}, status: 400 },
  "/v1/checkpoint/:x/async": { method: "POST", body: {}, status: 409 },
  "/v1/checkpoint/:x/steps": { method: "POST", body: {}, status: 404 },
  "/v1/http/runs/:x/output": { method: "GET", status: 401 },
  "/v1/realtime/connect": { method: "GET", status: 501 },
  "/v1/realtime/publish": { method: "POST", status: 200 },
  "/v1/realtime/publish/tee": { method: "POST", status: 200 },
  "/v1/realtime/sse": { method: "GET", status: 501 },
  "/v1/realtime/token": { method: "POST", body: [], status: 501 },
  "/v1/runs/:x/metadata": { method: "POST", body: {}, status: 200 },
  "/v1/signals": { method: "POST", body: { signal: "none" }, status: 404 },
  "/v1/traces/userland": { method: "POST", body: {}, status: 200 },
  "/v2/sandboxes": { method: "POST", body: {}, status: 501 },
  "/v2/sandboxes/:x": { method: "GET", status: 501 },
  "/v2/sandboxes/:x/processes/:x": { method: "GET", status: 501 },
  "/v2/sandboxes/:x/snapshots": { method: "POST", status: 501 },
  "/v2/snapshots": { method: "GET", status: 501 },
  "/v2/snapshots/:x": { method: "DELETE", status: 501 },
};

/** Asked in bytes, and answered by the gateway of `connect()`. */
const ofConnect = ["/v0/connect/flush", "/v0/connect/start"];

async function sourcesOf(sdk: string): Promise<readonly string[]> {
  const folder = path.join(root, "examples", sdk, "node_modules/inngest");
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".js") && !file.includes("node_modules"));
  return Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")));
}

async function pathsOf(sdk: string): Promise<readonly string[]> {
  const found = (await sourcesOf(sdk)).flatMap((text) => [...text.matchAll(/(["'`])(\/(?:v\d|fn|dev|invoke)(?:\/[^"'`\s]*)?|e\/\$\{[^"'`\s]*\}[^"'`]*)\1/g)].map(([, , written = ""]) => written));
  return [...new Set(found.map((written) => written.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, ":x").replace(/\?.*$/, "")))].toSorted();
}

for (const sdk of ["onboarding", "onboarding-v3"]) {
  test(`each path in the SDK of examples/${sdk} is answered`, async () => {
    const paths = await pathsOf(sdk);
    assert.ok(paths.length > 12, paths.join(" "));
    assert.deepEqual(paths.filter((written) => !(written in answered) && !ofConnect.includes(written)), []);
  });
}

test("the answers to them", async () => {
  const { executor, worker } = createEngineFixture([{ id: "waits", handler: ({ step }) => step.sleep("long", "1d") }]);
  for (const [written, { method, body, status }] of Object.entries(answered)) {
    const { runId } = executor.start("app-waits", { name: "go" });
    const asked = `/${written.replace(/^\//, "").replaceAll(":x", runId)}`;
    const answer = worker.api?.({ method, path: asked, headers: {}, body: body === undefined ? undefined : JSON.parse(JSON.stringify(body)), call: undefined });
    assert.equal(answer?.status, status, `${method} ${asked}`);
    assert.doesNotMatch(JSON.stringify(answer.body), /has no (GET|POST|DELETE)/, asked);
  }
});
