/** Findings that are kept are those that would be found anew; and what a key does not concern is kept. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { tried } from "../../../test/property.ts";
import { defaultSettings } from "../../../shared/protocol/settings.ts";
import { MemoryDisk } from "../host/testing/memory-disk.ts";
import { rules } from "../rules/registry.ts";
import type { Rule } from "../rules/rule.ts";
import { Session } from "./session.ts";
import { startSession } from "./testing/session.ts";
import { first, fn, texts } from "./testing/telling-texts.ts";
import { toFileUri } from "./uris.ts";

const step = fc.record({
  file: fc.constantFrom(...Object.keys(texts)),
  how: fc.constantFrom("disk" as const, "open" as const, "type" as const, "type" as const, "close" as const, "settings" as const, "reading" as const, "prune" as const),
  version: fc.nat(4),
  at: fc.nat(),
  typed: fc.constantFrom("x", "(", "\n", " ", "}", '"'),
  look: fc.boolean(),
});

/** The same documents and workspace in a session that has kept nothing. */
function afresh(session: Session): Session {
  const { connection, workspace, documents, abilities, turns } = session;
  const fresh = new Session({ connection, workspace, documents, rules: session.rules, abilities, turns });
  for (const [folder, settings] of session.settings) fresh.settings.set(folder, settings);
  return fresh;
}

test("whatever changes, what is kept is what would be found anew", () => {
  fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
    const disk = new MemoryDisk(first);
    const session = startSession(disk);
    const { documents, workspace } = session;
    const isReading = { now: false };
    for (const { file, how, version, at, typed, look } of steps) {
      const variants = texts[file] ?? [];
      const text = variants[version % variants.length] ?? "";
      const uri = toFileUri(file);
      if (how === "disk") {
        disk.files.set(file, text);
        workspace.filesChanged([{ path: file, kind: "changed" }]);
      } else if (how === "settings") session.settings.set("", { ...defaultSettings, rules: at % 2 === 0 ? { "await-step": "error" } : {} });
      else if (how === "prune") Array.from(session.prune());
      else if (how === "reading") workspace.setReading(isReading.now = !isReading.now);
      else if (file.endsWith(".json")) continue;
      // Editors may spell the path of a document in their own way.
      else if (how === "open") documents.open(at % 2 === 0 ? uri : uri.replace("/app", "/%61pp"), version, text);
      else if (how === "close") documents.close(uri);
      else {
        const position = documents.lines(file).positionAt(at % ((workspace.text(file) ?? "").length + 1));
        documents.change(uri, version, [{ range: { start: position, end: position }, text: typed }]);
      }
      if (!look) continue;
      const fresh = afresh(session);
      for (const path of Object.keys(texts)) {
        const isCurrent = session.isReportCurrent(path);
        const before = isCurrent ? session.report(path) : undefined;
        assert.deepEqual(session.report(path), fresh.report(path), path);
        if (before) assert.equal(session.report(path), before);
      }
    }
  }), tried(60, 20261128));
});

test("a key in one function has only the files checked again that it concerns", () => {
  const checked: string[] = [];
  const watching = rules.map((rule): Rule => ({ ...rule, check: (file, context) => {
    if (rule.id === "await-step") checked.push(file.path);
    return rule.check(file, context);
  } }));
  const others = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`/app/other-${String(n)}.ts`, fn(`other${String(n)}`, `app/in.${String(n)}`, `app/out.${String(n)}`)]));
  const session = startSession({ ...first, ...others }, { rules: watching });
  session.documents.open(toFileUri("/app/a.ts"), 1, first["/app/a.ts"] ?? "");
  const report = (): void => { for (const path of session.workspace.candidates()) session.report(path); };
  report();
  checked.length = 0;
  report();
  assert.deepEqual(checked, []);
  session.documents.change(toFileUri("/app/a.ts"), 2, [{ range: { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } }, text: " " }]);
  report();
  // The other one listens to what is sent there.
  assert.deepEqual(checked, ["/app/a.ts", "/app/b.ts"]);
  checked.length = 0;
  Array.from(session.prune());
  report();
  assert.deepEqual(checked, []);
});

test("findings that no longer stand keep no model alive", async () => {
  const session = startSession(first);
  const models = new Set(session.workspace.candidates().map((path) => {
    session.report(path);
    return new WeakRef(session.workspace.snapshot().file(path) ?? {});
  }));
  session.documents.open(toFileUri("/app/client.ts"), 1, `${first["/app/client.ts"] ?? ""}// edited\n`);
  session.workspace.snapshot().functions();
  session.workspace.snapshot().eventNames();
  Array.from(session.prune());
  await collectGarbage();
  assert.equal([...models].filter((model) => model.deref() !== undefined && session.workspace.snapshot().file("/app/helper.ts") !== model.deref()).length, 0);
});

async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // What a task has looked up lives as long as the task.
  await setImmediate();
  collect();
}
