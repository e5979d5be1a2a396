import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { libraries, programs } from "../scripts/bundles.ts";
import { findPackageFolders, mayShip, readBundledPackage, toNotices } from "../scripts/notices.ts";
import { root } from "./tree.ts";

test("every package in the bundles has a licence that may ship, and its text is in the notices", async () => {
  const results = await Promise.all([...libraries("dist"), ...programs("dist", { minify: true })].map((options) => build({ ...options, absWorkingDir: root, write: false })));
  const folders = findPackageFolders(results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {})));
  const packages = folders.map((folder) => readBundledPackage(path.join(root, folder)));
  const names = packages.map(({ name }) => name);
  assert.ok(names.includes("typescript") && names.includes("esbuild"), names.join(", "));

  const notices = toNotices(packages);
  for (const { name, version, texts } of packages) {
    assert.ok(notices.includes(`- ${name} ${version} (`), name);
    assert.ok(texts.join("").length > 200, `${name} comes without the text of its licence`);
  }
});

test("no bundle takes in the user's SDK", async () => {
  const results = await Promise.all(programs("dist", { minify: true }).map((options) => build({ ...options, absWorkingDir: root, write: false })));
  for (const input of results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}))) assert.doesNotMatch(input, /node_modules\/inngest\//);
});

test("a licence that obliges the whole product may not ship", () => {
  for (const license of ["GPL-3.0-only", "AGPL-3.0-or-later", "SSPL-1.0", "UNLICENSED", "SEE LICENSE IN LICENSE", "MIT AND GPL-2.0-only", "CC-BY-NC-4.0"]) {
    assert.equal(mayShip(license), false, license);
  }
});

test("a licence that leaves a choice may ship", () => {
  for (const license of ["MIT", "(MIT OR GPL-3.0-only)", "Apache-2.0", "ISC", "MIT AND BSD-3-Clause"]) assert.equal(mayShip(license), true, license);
});

test("packages are found by the innermost node_modules, once each", () => {
  const inputs = ["client/src/extension.ts", "node_modules/a/lib/a.js", "node_modules/a/lib/b.js", "node_modules/@s/b/index.js", "node_modules/a/node_modules/c/c.js", "node_modules\\d\\d.js"];
  assert.deepEqual(findPackageFolders(inputs), ["node_modules/@s/b", "node_modules/a", "node_modules/a/node_modules/c", "node_modules/d"]);
});
