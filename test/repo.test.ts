/** Tests of the repository itself: what its pages say about the tree is true, and its own rules hold. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { libraries, programs, toFileNames } from "../scripts/bundles.ts";
import { exists, files, manifest, pages, read, root, settings, sources } from "./tree.ts";

test("dependencies are pinned to exact versions", () => {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${name} is not pinned`);
  }
});

test("nothing is a run-time dependency: everything that ships is bundled", () => {
  assert.deepEqual(manifest.dependencies ?? {}, {});
});

test("the types of VS Code are those of the oldest supported version", () => {
  assert.equal(`^${manifest.devDependencies["@types/vscode"] ?? ""}`, manifest.engines.vscode);
});

test("no source file is over 500 lines", () => {
  for (const file of sources) assert.ok(read(file).split("\n").length <= 500, `${file} is too long; split it`);
});

test("no test is skipped, singled out or left to do", () => {
  for (const file of sources.filter((name) => name.endsWith(".test.ts") && name !== "test/repo.test.ts")) {
    const found = /\b(?:test|it|describe|suite|t)\.(?:skip|only|todo)\b|[{,]\s*(?:skip|todo)\s*:|\bonly\s*:\s*true/.exec(read(file))?.[0];
    assert.ok(found === undefined, `${file} has \`${found ?? ""}\``);
  }
});

test("file names are kebab-case", () => {
  for (const file of sources) assert.match(path.posix.basename(file), /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|mts|mjs)$/, file);
});

test("ARCHITECTURE.md names every folder, and no folder that is not there", () => {
  const map = read("ARCHITECTURE.md");
  const named = new Set([...map.matchAll(/^ *- `([\w./-]+\/)`/gm)].map(([, folder]) => folder ?? ""));
  const folders = new Set<string>();
  for (const file of files) {
    const parts = file.split("/").slice(0, -1);
    const layered = parts[0] === "client" || parts[0] === "server" || parts[0] === "runtime";
    const depth = layered ? 3 : parts[0] === "shared" || parts[0] === "test" || parts[0] === "docs" ? 2 : 1;
    for (let n = 1; n <= Math.min(depth, parts.length); n++) folders.add(`${parts.slice(0, n).join("/")}/`);
  }
  assert.deepEqual([...named].sort(), [...folders].sort());
});

test("links and pictures in pages lead to files", () => {
  for (const page of pages) {
    for (const [, target = ""] of read(page).matchAll(/!?\[[^\]]*\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|mailto:|#)/.test(target)) continue;
      const [file = "", anchor] = target.split("#");
      const linked = path.posix.join(path.posix.dirname(page), file);
      assert.ok(exists(linked), `${page} links to ${target}, which does not exist`);
      if (anchor !== undefined && linked.endsWith(".md")) assert.ok(toAnchors(read(linked)).includes(anchor), `${page} links to ${target}, which has no such heading`);
    }
  }
});

test("every picture is shown on a page", () => {
  const shown = pages.map(read).join("\n");
  for (const file of files.filter((name) => name.startsWith("docs/images/"))) assert.ok(shown.includes(`images/${path.posix.basename(file)}`), file);
});

test("files and folders that pages name exist", () => {
  const tops = new Set(files.map((file) => file.split("/")[0] ?? ""));
  for (const page of pages.filter((name) => !name.startsWith("examples/"))) {
    for (const [, name = ""] of read(page).matchAll(/`([\w.-]+\/[\w./-]*)`/g)) {
      // What a build or a test run makes is not there in a fresh checkout.
      if (!tops.has(name.split("/")[0] ?? "") || /^(dist|test\/out)\//.test(name)) continue;
      assert.ok(exists(name), `${page} names ${name}, which does not exist`);
    }
  }
});

test("scripts that pages name exist", () => {
  for (const page of pages.filter((name) => !name.startsWith("examples/"))) {
    for (const [, script = ""] of read(page).matchAll(/npm run ([\w:-]+)/g)) {
      assert.ok(script in manifest.scripts, `${page} names \`npm run ${script}\`, which does not exist`);
    }
  }
});

test("commands of `stepwise` that pages name exist", () => {
  const commands = [...read("shared/cli/main.ts").matchAll(/^ {2}(\w+): \{ file/gm)].map(([, name]) => name);
  assert.ok(commands.length > 0);
  for (const page of pages) {
    for (const [, command = ""] of read(page).matchAll(/(?:^|`)stepwise ([a-z]+)/gm)) assert.ok(commands.includes(command), `${page} names \`stepwise ${command}\``);
  }
});

test("settings that pages and code name exist", () => {
  for (const page of pages) {
    for (const [, setting = ""] of read(page).matchAll(/`"?(inngest\.(?:rules|codeLens|inlayHints|trace)\.[\w.-]+)/g)) assert.ok(setting in settings, `${page} names ${setting}`);
  }
});

test("programs that the manifest names are built", () => {
  const built = toFileNames(programs("dist", { minify: true }));
  for (const file of [manifest.main, ...Object.values(manifest.bin)]) assert.ok(built.includes(path.posix.basename(file)), `${file} is built by nothing`);
});

test("ARCHITECTURE.md lists the programs that are built", () => {
  const listed = [...read("ARCHITECTURE.md").matchAll(/^\| `dist\/([\w.-]+)`/gm)].map(([, name]) => name);
  const built = toFileNames([...libraries("dist"), ...programs("dist", { minify: true })]);
  assert.deepEqual(listed.sort(), built.sort());
});

test("what the VSIX lists exists", () => {
  assert.ok(exists(manifest.icon));
  const [everything, ...allowed] = read(".vscodeignore").trim().split("\n");
  assert.equal(everything, "**", "the list starts by leaving everything out");
  for (const file of ["package.json", "README.md", "CHANGELOG.md", "LICENSE"]) assert.ok(allowed.includes(`!${file}`) && exists(file), file);
});

test("CHANGELOG.md has an entry for this version", () => {
  assert.match(read("CHANGELOG.md"), new RegExp(`^## ${manifest.version.replaceAll(".", "\\.")}\\b`, "m"));
});

test("the tree is the one these tests think it is", () => {
  assert.ok(files.includes("package.json") && path.isAbsolute(root));
});

/** Anchors of a page's headings, as GitHub makes them. */
function toAnchors(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading.toLowerCase().replaceAll(/[^\w\s-]/g, "").trim().replaceAll(" ", "-"));
}
