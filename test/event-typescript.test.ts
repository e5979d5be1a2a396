/**
 * Where TypeScript reports the same mistake the editor keeps quiet, so each event finding says whether it does.
 * Here the compiler itself is asked, on the types of the real packages.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Finding } from "../server/src/rules/rule.ts";
import { eventPayloadShape } from "../server/src/rules/event-payload-shape.ts";
import { validEventPayload } from "../server/src/rules/valid-event-payload.ts";
import { analyzeFile } from "../shared/analysis/analyze.ts";
import { snapshotOfModels } from "../shared/analysis/workspace-index.ts";
import type { FileModel } from "../shared/analysis/model.ts";
import { MemoryFiles } from "../shared/analysis/testing/fixture.ts";

type Major = 3 | 4;

const HEADERS: Readonly<Record<Major, string>> = {
  4: `import { Inngest, eventType, staticSchema } from "inngest";
import { z } from "zod";
const inngest = new Inngest({ id: "a" });
const made = eventType("app/a", { schema: z.object({ userId: z.string(), n: z.number().optional(), at: z.object({ x: z.number(), o: z.string().optional() }).optional() }) });
const fixed = eventType("app/static", { schema: staticSchema<{ userId: string }>() });
inngest.createFunction({ id: "f", triggers: made }, async ({ step }) => {
`,
  3: `import { EventSchemas, Inngest } from "inngest";
type Events = { "app/a": { data: { userId: string; n?: number; at?: { x: number; o?: string } } }; "app/b": { data: { k: number } } };
const inngest = new Inngest({ id: "a", schemas: new EventSchemas().fromRecord<Events>() });
inngest.createFunction({ id: "f" }, { event: "app/a" }, async ({ step }) => {
`,
};

/** One mistake each; on v3 every event has to be a declared one. */
const BOTH: readonly string[] = [
  'step.sendEvent("1", { data: { userId: "u" } });',
  'step.sendEvent("1", { nmae: "app/a", data: { userId: "u" } });',
  'step.sendEvent("1", { name: 5, data: { userId: "u" } });',
  'step.sendEvent("1", { name: "app/a", data: { userId: "u" }, dat: 1 });',
  'step.sendEvent("1", [{ name: "app/a", data: { userId: "u" }, extra: 1 }]);',
  'step.sendEvent("1", { name: "app/a", data: { userId: "u" }, ts: 1700000000 });',
  'step.sendEvent("1", { name: "app/a", data: { userId: "u" }, ts: "2026-01-01" });',
  'step.sendEvent("1", { name: "app/a", data: { userId: "u" }, ts: new Date() });',
  'step.sendEvent("1", { name: "app/a", data: { userId: "u" }, id: 5 });',
  'step.sendEvent("1", { name: "app/a", data: { userId: "u" }, v: 5 });',
  'step.sendEvent("1", "app/a");',
  'step.sendEvent("1", 5);',
  'step.sendEvent("1", null);',
  'step.sendEvent("1");',
  'inngest.send([{ name: "app/a", data: { userId: "u" } }, "b"]);',
  'inngest.send({ data: { userId: "u" } } as any);',
  'inngest.send({ data: { userId: "u" } } as never);',
  'inngest.send({ name: "app/a", data: { userId: "u" }, extra: 1 } as never);',
  'const e = { nam: "app/a", data: { userId: "u" } }; inngest.send(e);',
  'const e = { name: "app/a" as const, data: { userId: "u" }, dat: 1 }; inngest.send(e);',
  'step.sendEvent("1", { name: "app/a", data: { userID: "u" } });',
  'step.sendEvent("1", { name: "app/a", data: { userId: 1 } });',
  'step.sendEvent("1", { name: "app/a", data: {} });',
  'step.sendEvent("1", { name: "app/a" });',
  'step.sendEvent("1", { name: "app/a", data: { userId: "u", extra: 1 } });',
  'step.sendEvent("1", [{ name: "app/a", data: { userId: "u", extra: 1 } }]);',
  'step.sendEvent("1", [{ name: "app/a", data: { userID: "u" } }]);',
  'step.sendEvent("1", { name: "app/a", data: { userId: "u", at: { x: "1" } } });',
  'step.sendEvent("1", { name: "app/a", data: { userId: "u", at: { x: 1, y: 2 } } });',
  'step.sendEvent("1", { name: "app/a", data: { userId: "u", at: {} } });',
  'inngest.send({ name: "app/a", data: { userID: "u" } as any });',
  'inngest.send({ name: "app/a", data: { userId: "u", at: { x: "1" } as any } });',
  'const d = { userID: "u" }; inngest.send({ name: "app/a", data: d });',
  'const d = { userId: 5 }; inngest.send({ name: "app/a", data: d });',
  'const d: any = { userID: "u" }; inngest.send({ name: "app/a", data: d });',
  'const e = { name: "app/a" as const, data: { userID: "u" } }; inngest.send(e);',
  '\n// @ts-ignore as it is\nstep.sendEvent("1", { name: "app/a", data: { userID: "u" } });',
  '\n// @ts-expect-error as it is\ninngest.send({ data: { userId: "u" } });',
  '\ninngest.send([\n// @ts-ignore as it is\n{ data: { userId: "u" } }]);',
  'inngest.send(["u"].map((userId) => ({ name: "app/a" as const, data: { userId, extra: 1 } })));',
  'inngest.send(["u"].map((userID) => ({ name: "app/a" as const, data: { userID } })));',
  'const es = ["u"].map(() => { return { name: "app/a" as const, data: { userId: 5 } }; }); inngest.send(es);',
  'inngest.send(["u"].map((userId) => ({ data: { userId } })));',
  'inngest.send(["u"].map((userId) => ({ name: "app/a" as const, data: { userId }, dat: 1 })));',
  'const es = [{ name: "app/a" as const, data: { userID: "u" } }]; inngest.send(es);',
];

const ONLY: Readonly<Record<Major, readonly string[]>> = {
  3: [],
  4: [
    'inngest.send({ name: "", data: {} });',
    'inngest.send({ name: "app/other", data: "x" });',
    'inngest.send({ name: "app/other", data: [1] });',
    'inngest.send({ name: "app/other", data: { a: 1 }, extra: 1 } as const);',
    'const base = { name: "app/other" }; inngest.send({ ...base, extra: 1 });',
    'inngest.send(made.create({ userID: "u" }));',
    'inngest.send(made.create({ userId: "u", extra: 1 }));',
    'inngest.send(made.create({ userId: 1 }));',
    'inngest.send(made.create({}));',
    'inngest.send(made.create());',
    'inngest.send(made.create("x"));',
    'inngest.send([made.create({ userId: "u", at: { y: 1 } as any })]);',
    'inngest.send(made.create({ userId: "u", at: { x: 1, y: 1 } }));',
    'inngest.send(made.create({ userID: "u" } as any));',
    'inngest.send(made.create({ userId: "u" }, { ts: "2026-01-01" }));',
    'inngest.send(made.create({ userId: "u" }, { ts: 1700000000 }));',
    'inngest.send(made.create({ userId: "u" }, { idd: "x" }));',
    'inngest.send(fixed.create({ userID: "u" }));',
    'const d = { userID: "u" }; inngest.send(made.create(d));',
  ],
};

function findingsIn(model: FileModel): Finding[] {
  const snapshot = snapshotOfModels([model]);
  return [validEventPayload, eventPayloadShape].flatMap((rule) => [...rule.check(model, { snapshot })]);
}

/** Errors of the real compiler in one file that imports the real package. */
function compile(folder: string, text: string): readonly ts.Diagnostic[] {
  const path = `${folder}/event-cases.ts`;
  const options: ts.CompilerOptions = { strict: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, language) => (name === path ? ts.createSourceFile(name, text, language) : getSourceFile.call(host, name, language));
  host.fileExists = (name) => name === path || fileExists.call(host, name);
  host.readFile = (name) => (name === path ? text : readFile.call(host, name));
  const program = ts.createProgram([path], options, host);
  return program.getSemanticDiagnostics(program.getSourceFile(path));
}

for (const [sdk, example] of [[4, "onboarding"], [3, "onboarding-v3"]] as const) {
  test(`v${String(sdk)}: findings say whether TypeScript reports them too`, () => {
    const cases = [...BOTH, ...ONLY[sdk]];
    const text = `${HEADERS[sdk]}${cases.map((code) => `  { ${code} }`).join("\n")}\n});\n`;
    const starts = cases.map((_, index) => HEADERS[sdk].length + cases.slice(0, index).reduce((length, code) => length + code.length + 7, 0));
    /** Case that a place stands in; -1 for the declarations. */
    const caseOf = (offset: number): number => starts.findLastIndex((start) => start <= offset);
    const model = analyzeFile("/case.ts", new MemoryFiles([{ path: "/case.ts", text, sdk }]));
    assert.ok(model);
    const findings = findingsIn(model);
    const reported = new Set(compile(fileURLToPath(new URL(`../examples/${example}`, import.meta.url)), text).map(({ start }) => caseOf(start ?? 0)));
    assert.ok([...reported].every((index) => index >= 0), "the declarations compile");
    const word = (quiet: boolean): string => (quiet ? "reported" : "silent");
    const said = cases.map((code, index) => {
      const own = new Set(findings.filter(({ span }) => caseOf(span.start) === index).map((finding) => word(finding.alsoByTypeScript === true)));
      return `${[...own].join(" and ") || "no finding"}: ${code}`;
    });
    assert.deepEqual(said, cases.map((code, index) => `${word(reported.has(index))}: ${code}`));
  });
}
