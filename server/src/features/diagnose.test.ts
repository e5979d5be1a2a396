import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { parseFixture } from "../../../shared/analysis/testing/fixture.ts";
import { rules } from "../rules/registry.ts";
import type { Rule } from "../rules/rule.ts";
import { snapshotOf } from "../../../shared/analysis/testing/snapshot.ts";
import { diagnose } from "./diagnose.ts";
import type { Diagnosis, DiagnoseOptions } from "./diagnose.ts";
import { disableNextLine } from "./disable.ts";
import { stabilize } from "./stable-findings.ts";

const options: DiagnoseOptions = { rules, settings: {}, externalEvents: ["*"], includeTypeScripts: false, onCrash: (rule, _path, error) => { throw new Error(rule, { cause: error }); } };

const twice = (first: string, second = ""): string => `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ step }) => {
  ${first}
  await step.sendEvent({ name: "app/b", data: {} });
  ${second}
  await step.sendEvent([{ name: "app/b", data: {} }]);
});
`;

function found(text: string, changed: Partial<DiagnoseOptions> = {}): Diagnosis[] {
  return diagnose(snapshotOf(parseFixture(text)), "/main.ts", { ...options, ...changed });
}

const summary = (diagnoses: readonly Diagnosis[]): string[] => diagnoses.map(({ rule, severity }) => `${severity} ${rule}`);

test("a comment silences its rule on the next line, or to the end of the file", () => {
  assert.deepEqual(summary(found(twice(""))), ["error missing-step-id", "error missing-step-id"]);
  assert.deepEqual(summary(found(twice("// inngest-disable-next-line missing-step-id -- the id is added by a wrapper"))), ["error missing-step-id"]);
  assert.deepEqual(summary(found(twice("", "/* inngest-disable-next-line missing-step-id */"))), ["error missing-step-id"]);
  assert.deepEqual(summary(found(twice("// inngest-disable missing-step-id"))), []);
});

test("the comment of a quick fix stands where it is a comment, and silences the finding", () => {
  const lost = 'step.run("lost", () => 1)';
  const places = [
    `${lost};`,
    `\tif (event.data.x) {\r\n\t\t${lost};\r\n\t}`,
    "await step.waitForEvent(\"w\", { event: \"app/b\", timeout: \"1d\", if: `event.data.a == 1 &&\n    async.data.b = 1` });",
    `const page = \`\n  <p>\${items.map(() => { ${lost}; })}</p>\n\`;`,
    `const page = <p>\n  {items.map(() => { ${lost}; })}\n  </p>;`,
  ];
  for (const place of places) {
    const text = `import { Inngest } from "inngest";\nconst inngest = new Inngest({ id: "app" });\ninngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ event, step }) => {\n  ${place}\n});\n`;
    const ask = (asked: string): Diagnosis[] => diagnose(snapshotOf(parseFixture(`//- /main.tsx sdk:v4\n${asked}`)), "/main.tsx", options);
    const [finding, ...others] = ask(text);
    assert.ok(finding && others.length === 0, place);
    const { span, newText } = disableNextLine("/main.tsx", text, finding);
    const silenced = text.slice(0, span.start) + newText + text.slice(span.end);
    assert.deepEqual(ask(silenced), [], silenced);
    const without = ts.transpileModule(silenced, { compilerOptions: { removeComments: true, jsx: ts.JsxEmit.Preserve, target: ts.ScriptTarget.ESNext } }).outputText;
    assert.ok(!without.includes("inngest-disable"), `it is no comment: ${silenced}`);
  }
});

test("a comment that silences nothing is a hint, and so is a rule that is not there", () => {
  const unused = found(twice("// inngest-disable-next-line await-step, no-such-rule"));
  assert.deepEqual(summary(unused), ["hint unused-suppression", "hint unused-suppression", "error missing-step-id", "error missing-step-id"]);
  assert.deepEqual(unused.slice(0, 2).map(({ message }) => message), ["`await-step` finds nothing here to disable", "there is no rule `no-such-rule`"]);
});

test("of an SDK older than v3, whose steps have no ids, nothing is said", () => {
  const old = "//- /main.ts sdk:v2\nimport { Inngest } from \"inngest\";\nconst inngest = new Inngest({ name: \"App\" });\ninngest.createFunction({ name: \"F\" }, { event: \"app/a\" }, async ({ step }) => { await step.sleep(\"1h\"); await step.waitForEvent(\"app/b\", \"10s\"); await step.sendEvent({ name: \"app/c\" }); });\n";
  assert.deepEqual(found(old), []);
  assert.deepEqual(summary(found(old.replace("v2", "v3"))), ["error missing-step-id", "error valid-wait", "error missing-step-id"]);
});

test("settings change severities and switch rules off", () => {
  assert.deepEqual(summary(found(twice(""), { settings: { "missing-step-id": "info" } })), ["info missing-step-id", "info missing-step-id"]);
  assert.deepEqual(found(twice(""), { settings: { "missing-step-id": "off" } }), []);
});

test("a rule that throws is reported by its id and hides no other", () => {
  const broken: Rule = { id: "broken", group: "steps", severity: "error", fixable: false, summary: "", check: () => { throw new Error("no"); } };
  const crashes: string[] = [];
  const rest = found(twice(""), { rules: [broken, ...rules], onCrash: (rule) => { crashes.push(rule); } });
  assert.deepEqual(crashes, ["broken"]);
  assert.equal(rest.length, 2);
});

test("while an edit leaves a syntax error, findings after it stay, and none appear in the damaged part", () => {
  const sound = twice("");
  const baseline = found(sound);
  const at = sound.indexOf("  await step.sendEvent(");
  const typed = "  const label = `";
  const broken = sound.slice(0, at) + typed + sound.slice(at);
  const fresh = found(broken);
  const errors = [{ start: broken.length, end: broken.length }];
  const steady = stabilize(fresh, errors, { findings: baseline, changes: [{ span: { start: at, end: at }, newText: typed }] });
  assert.deepEqual(steady.map(({ span }) => broken.slice(span.start, span.end)), ["step.sendEvent", "step.sendEvent"]);
  assert.ok(steady.every(({ fixes }) => fixes === undefined), "fixes of an earlier text are not offered");
  assert.deepEqual(stabilize(fresh, [], undefined), fresh);
});
