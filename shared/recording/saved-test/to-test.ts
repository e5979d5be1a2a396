/** A recorded run as a test of the user's own, for the runner their project has. */
import { escapeUnsafe } from "../../text/unsafe.ts";
import type { Json, RecordedRun } from "../format.ts";

export type TestRunner = "vitest" | "jest" | "node:test";

export interface SavedTestOptions {
  readonly runner: TestRunner;
  /** Module that exports the function, as the test imports it: `./user-onboarding.ts`. */
  readonly module: string;
  /** How the test imports the helper: `./inngest-replay.ts`. */
  readonly helper: string;
}

/** Which runner the tests of a package are for; node:test where none is installed. */
export function findTestRunner(manifest: unknown): TestRunner {
  const { dependencies, devDependencies, scripts } = Object(manifest) as Readonly<Record<string, unknown>>;
  const has = (name: string): boolean => [dependencies, devDependencies].some((group) => name in Object(group));
  const used = Object.values(Object(scripts) as Readonly<Record<string, unknown>>).join("\n");
  if (/\bvitest\b/.test(used) || has("vitest")) return "vitest";
  return /\bjest\b/.test(used) || has("jest") ? "jest" : "node:test";
}

/** Text of the test. It fails when a step is removed, renamed or taken elsewhere, when an emitted event changes, and when the result does. */
export function toTest(run: RecordedRun, { runner, module, helper }: SavedTestOptions): string {
  const steps = run.steps.map(({ id, hashedId, opcode, result }) => ({
    id, hashedId, opcode, ...(result.kind === "data" ? { output: result.data } : { error: { name: result.error.name, message: result.error.message } }),
  }));
  const replayed = run.steps.filter(({ tool }) => tool === "step.sendEvent").map(({ hashedId }) => hashedId);
  const bySteps = replayed.flatMap((hashedId) => run.emitted.filter(({ step }) => step?.hashedId === hashedId));
  const outside = run.emitted.filter(({ step }) => step === undefined);
  const expected = {
    steps: run.steps.map(({ id }) => id),
    emitted: [...bySteps, ...outside].map(({ step, event }) => ({ ...(step === undefined ? {} : { step: step.id }), name: event.name, data: event.data })),
    ...(run.status === "failed" ? { error: run.error?.message ?? "" } : { output: run.output ?? null }),
  };
  const name = toText(`${run.localId} does what it did when it was recorded`);
  const recorded = { function: run.localId, events: run.events.map(({ name: event, data, id, ts }) => ({ name: event, data, id, ts })), steps };
  const equal = runner === "node:test" ? "assert.deepEqual(seen, expected);" : "expect(seen).toEqual(expected);";
  // The function's own modules load within the test: a busy machine takes longer over that than the runners wait by default.
  const timeout = runner === "node:test" ? "" : ", 60_000";
  const imports = { "vitest": 'import { expect, test } from "vitest";', "jest": 'import { expect, test } from "@jest/globals";', "node:test": 'import assert from "node:assert/strict";\nimport { test } from "node:test";' }[runner];
  return `${imports}
import { InngestCommHandler } from "inngest";
import { replay } from ${toText(helper)};

/** What the run was given, and what its steps gave. */
const recorded = ${toSource(recorded)};

/** What the function did with it. */
const expected = ${toSource(expected)};

test(${name}, async () => {
  const seen = await replay({ InngestCommHandler }, () => import(${toText(module)}), recorded);
  ${equal}
}${timeout});
`;
}

const toSource = (value: object): string => toLiteral(JSON.parse(JSON.stringify(value)) as Json, "");

/** What could mislead a reader is written out, and means the same. */
const toText = (value: string): string => escapeUnsafe(JSON.stringify(value));

/** In brackets `__proto__` is a property; without them it sets the prototype. */
const toKey = (key: string): string => (key === "__proto__" ? '["__proto__"]' : /^[A-Za-z_$][\w$]*$/.test(key) ? key : toText(key));

/** As a person would write it: short values on one line, names without quotes where they need none. */
function toLiteral(value: Json, indent: string): string {
  if (typeof value !== "object" || value === null) return typeof value === "string" ? toText(value) : JSON.stringify(value);
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? (value as readonly Json[]).map((item) => toLiteral(item, inner))
    : Object.entries(value).map(([key, item]) => `${toKey(key)}: ${toLiteral(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return `${open}${close}`;
  const line = Array.isArray(value) ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
  if (line.length + indent.length <= 110 && !line.includes("\n")) return line;
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join("")}${indent}${close}`;
}
