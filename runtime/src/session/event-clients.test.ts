import assert from "node:assert/strict";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { readAppSources } from "./app-sources.ts";
import { findEventClients } from "./event-clients.ts";

async function find(test: TestContext, files: Readonly<Record<string, string>>): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-clients-"));
  test.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ "package.json": "{}", ...files })) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  const sources = await readAppSources(path.join(folder, "package.json"), new AbortController().signal);
  return findEventClients(sources, { folder, origin: "http://127.0.0.1:8288", servedId: "inngest" }).problem;
}

const client = (options: string, name = "inngest"): string => `import { Inngest } from "inngest";\nexport const ${name} = new Inngest({ id: "${name}"${options === "" ? "" : `, ${options}`} });\n`;
const fn = (more = "", body = ""): string => `import { inngest } from "./client";\n${more}\nexport const f = inngest.createFunction({ id: "f" }, async ({ step }) => { ${body} });\n`;
/** An app whose function uses a second client. */
const two = (served: string, other: string) => ({ "src/client.ts": client(served), "src/f.ts": fn('import { other } from "./lib/other";', "await other.send({ name: \"a\" });"), "src/lib/other.ts": client(other, "other") });

const stays: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a plain client": { "src/client.ts": client(""), "src/f.ts": fn() },
  "the debugger's own address": { "src/client.ts": client('baseUrl: "http://localhost:8288", isDev: true'), "src/f.ts": fn() },
  "what only the app can tell of its one client": { "src/client.ts": client('baseUrl: process.env.URL, isDev: process.env.NODE_ENV !== "production", ...more'), "src/f.ts": fn() },
  "clients that are told alike": two('isDev: process.env.NODE_ENV !== "production", baseUrl: process.env.URL', 'isDev: process.env.NODE_ENV !== "production", baseUrl: process.env.URL'),
  "a second client that is always in development": two("isDev: process.env.LOCAL === \"1\"", "isDev: true"),
  "a script that no function uses": { "src/client.ts": client(""), "src/f.ts": fn(), "scripts/backfill.ts": client('isDev: false, baseUrl: "https://inn.gs"') },
  "the event API in a comment": { "src/client.ts": `// events go to https://inn.gs/\n${client("")}`, "src/f.ts": fn("", 'await fetch("https://api.example.com/inn.gs");') },
  "the variable that is only read": { "src/client.ts": client(""), "src/f.ts": fn("", "if (process.env.INNGEST_EVENT_API_BASE_URL === undefined) return;") },
};

const leaves: Readonly<Record<string, readonly [files: Readonly<Record<string, string>>, RegExp]>> = {
  "an address in the code": [{ "src/client.ts": client('baseUrl: "https://inngest.example.com"'), "src/f.ts": fn() }, /^the client at src[\\/]client\.ts:2 sends its events to https:\/\/inngest\.example\.com: remove `baseUrl` there/],
  "an address by a constant of another file": [{ "src/url.ts": 'export const url = "https://inngest.example.com";', "src/client.ts": `import { url } from "./url";\n${client("baseUrl: url")}`, "src/f.ts": fn() }, /client\.ts:3 sends its events to https:\/\/inngest\.example\.com/],
  "cloud mode in the code": [two("", 'isDev: false, eventKey: "key"'), /^the client at src[\\/]lib[\\/]other\.ts:2 is in cloud mode and sends real events: remove `isDev: false` there/],
  "a second client with an address of its own": [two("", 'baseUrl: "https://inngest.example.com"'), /other\.ts:2 sends its events to/],
  "a second client whose address cannot be read": [two("", "baseUrl: process.env.OTHER"), /^where the client at src[\\/]lib[\\/]other\.ts:2 sends its events cannot be read: write its `baseUrl` out, or remove it/],
  "a second client whose options cannot be read": [two("", "...shared"), /^where the client at src[\\/]lib[\\/]other\.ts:2 sends its events cannot be read: write its options out there/],
  "a second client that may be in the cloud": [two("isDev: true", ""), /^the client at src[\\/]lib[\\/]other\.ts:2 may be in cloud mode when the one at src[\\/]client\.ts:2 is not, and send real events: give both the same `isDev`/],
  "a middleware that posts by itself": [{ "src/client.ts": client("middleware: [mine]"), "src/f.ts": fn("", "await fetch(`https://inn.gs/e/${key}`, { method: \"POST\" });") }, /^src[\\/]f\.ts:3 names Inngest's event API/],
  "code that sets the variable": [{ "src/client.ts": `process.env["INNGEST_EVENT_API_BASE_URL"] ??= "https://x.example.com";\n${client("")}`, "src/f.ts": fn() }, /^src[\\/]client\.ts:1 sets `INNGEST_EVENT_API_BASE_URL`/],
  "no client at all": [{ "src/nothing.ts": "export {};" }, /^no client of Inngest is in the sources around /],
};

for (const [name, files] of Object.entries(stays)) test(`nothing is said of ${name}`, async (test) => { assert.equal(await find(test, files), undefined); });
for (const [name, [files, expected]] of Object.entries(leaves)) test(`is refused: ${name}`, async (test) => { assert.match(await find(test, files) ?? "", expected); });
