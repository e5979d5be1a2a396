import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { toSlashes } from "../host/disk.ts";
import { noFacts } from "../../../shared/analysis/type-facts.ts";
import { libraries } from "./libraries.ts";
import { TypeReader } from "./type-reader.ts";

const config = (strict: boolean): string => JSON.stringify({ compilerOptions: { strict, lib: ["esnext"], module: "esnext", moduleResolution: "bundler" } });
const send = `import { Inngest } from "inngest";
import { value } from "./depth-1";
class Bus extends Inngest { override send = super.send; }
const inngest = new Inngest({ id: "app" });
export const f = () => inngest.send({ name: "a", data: { value, late: late() } });
export const g = (bus: Bus) => bus.send({ name: "a" });
import { late } from "./late";
`;

test("what a file's types are follows its imports, new files and the project's options, and survives being given up", () => {
  const root = toSlashes(realpathSync(mkdtempSync(path.join(tmpdir(), "stepwise-types-"))));
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(`${root}/${name}`), { recursive: true });
    writeFileSync(`${root}/${name}`, text);
  };
  try {
    symlinkSync(path.resolve(import.meta.dirname, "../../../examples/onboarding/node_modules"), `${root}/node_modules`, "junction");
    write("tsconfig.json", config(true));
    write("send.ts", send);
    for (const depth of [1, 2, 3, 4]) write(`depth-${String(depth)}.ts`, `export { value } from "./depth-${String(depth + 1)}";\nexport const own${String(depth)} = 1;\n`);
    write("depth-3.ts", "export const value = 1 as number | undefined;");
    const reader = new TypeReader(libraries);
    const file = `${root}/send.ts`;
    const types = (): Record<string, unknown> => {
      const read = [...reader.read([file])].find((step) => step !== undefined);
      const told = (text: string): unknown => read?.facts.values.find(({ span }) => send.slice(span.start, span.end) === text)?.type;
      return { value: told("value"), late: told("late()") };
    };
    const maybe = { kind: "union", members: [{ kind: "undefined" }, { kind: "number" }] };
    assert.deepEqual(types(), { value: maybe, late: undefined });
    assert.deepEqual([...reader.read([file])].find((step) => step !== undefined)?.facts.callees.map(({ callee }) => callee.kind), ["client"], "a subclass is left to its text");

    write("late.ts", "export const late = () => new Map();");
    reader.structureChanged();
    const late = { kind: "instance", className: "Map", global: true };
    assert.deepEqual(types(), { value: maybe, late });

    assert.deepEqual([...reader.read([`${root}/gone.ts`])].filter((step) => step !== undefined), [{ path: `${root}/gone.ts`, facts: noFacts }]);

    write("tsconfig.json", config(false));
    reader.structureChanged();
    assert.deepEqual(types(), { value: { kind: "number" }, late });

    // Given up, and from then on not followed as deep.
    reader.shrink();
    assert.deepEqual(types(), { value: { kind: "number" }, late });
    reader.shrink();
    assert.deepEqual(types(), { value: undefined, late });
    reader.shrink();
    reader.shrink();
    assert.deepEqual(types(), { value: undefined, late });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
