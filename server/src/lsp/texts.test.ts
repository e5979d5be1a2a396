/**
 * Every kind of text that the server tells beside findings, as one list to read: `texts.txt`. `UPDATE=1` rewrites it;
 * what is new in it is read aloud before it is committed.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { LineMap } from "../line-map.ts";
import type { CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall, CodeLens, CompletionItem, CompletionList, DocumentSymbol, Hover, InlayHint, WorkspaceSymbol } from "vscode-languageserver-protocol/node";
import { inEditor, type Editor } from "./testing/editor.ts";

const files: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ name: "app", dependencies: { inngest: "^4.0.0" } }),
  "client.ts": `import { Inngest, eventType } from "inngest";
import { z } from "zod";
export const inngest = new Inngest({ id: "app" });
export const signup = eventType("app/signup", { schema: z.object({ userId: z.string(), plan: z.enum(["free", "pro"]).optional() }) });
export const unused = eventType("app/unused", {});
`,
  "welcome.ts": `import { inngest, signup } from "./client";
export const welcome = inngest.createFunction({ id: "welcome", triggers: [{ event: signup, if: "event.data.plan == 'pro'" }], idempotency: "lowercase(event.data.userId)", cancelOn: [{ event: "app/left", match: "data.userId" }] }, async ({ event, step }) => {
  await step.run("greet", () => 1);
  await step.sleep("nap", "90m");
  await step.sleepUntil("morning", new Date("2030-01-01"));
  const paid = await step.waitForEvent("wait", { event: "app/paid", timeout: "1d" });
  await step.waitForSignal("signal", { signal: "go", timeout: 5_000 });
  await step.sendSignal("wave", { signal: "go" });
  await step.invoke("call", { function: nightly, data: {} });
  await step.fetch("https://example.com");
  await step.sendEvent("tell", [{ name: "app/welcomed", data: { userId: event.data.userId } }, { name: "app/signup", data: { userId: "u" } }]);
});
export const nightly = inngest.createFunction({ id: "nightly", triggers: { cron: "TZ=Europe/Paris 0 9 * * MON" } }, async ({ step }) => {
  await step.run("greet", () => 2);
  await step.run("greet", () => 3);
});
export const told = inngest.createFunction({ id: "told", triggers: { event: "app/welcomed" } }, async ({ event, step }) => {
  await step.run("use", () => event.data.userId.trim());
});
export const send = () => inngest.send([{ name: "app/paid", data: { amount: 1 } }, { name: "app/left", data: {} }]);
`,
  "half.ts": `import { inngest } from "./client";
inngest.createFunction({ id: "half", triggers: { event: "" } }, async ({ step }) => {});
inngest.createFunction({ id: "timed", triggers: { cron: "" } }, async ({ step }) => {
  await step.sleep("s", "");
  await step.run("", () => 1);
  await step.sendEvent("s2", { name: "app/signup", data: { } });
  await step.sendEvent("s3", { name: "app/signup", data: { plan: "" } });
  await step.sendEvent("s4", { name: "app/paid", data: { } });
  await step.waitForEvent("w", { event: "app/signup", timeout: "1d", if: "" });
});
inngest.createFunction({ id: "options", triggers: { event: "app/signup" },  }, async () => {});
`,
};

/** Where a hover is asked for: at the second half of the mark. */
const hovers = [
  "app/si|gnup\", {", "app/un|used", "app/we|lcomed\", data", "app/pa|id\", timeout", "app/le|ft\", match", "step.r|un(\"greet\", () => 1", "step.sl|eep(", "step.sleepU|ntil", "step.waitForE|vent", "step.waitForSi|gnal", "step.sendSi|gnal", "step.inv|oke", "step.fe|tch", "step.sendE|vent(\"tell\"",
  "gr|eet\", () => 2", "\"9|0m\"", "5|_000", "TZ=Euro|pe", "event.da|ta.plan", "lower|case(", "data.us|erId\" }]",
];

const completions = [
  "triggers: { event: \"|\" }", "triggers: { cron: \"|\"", "sleep(\"s\", \"|\"", "run(\"|\"", "\"s2\", { name: \"app/signup\", data: { |", "plan: \"|\"", "\"s4\", { name: \"app/paid\", data: { |", "if: \"|\"", "\"app/signup\" }, | }, async () =>",
];

function find(mark: string): { readonly name: string; readonly offset: number } {
  const text = mark.replace("|", "");
  const [name, content] = Object.entries(files).find(([, each]) => each.includes(text)) ?? [];
  assert.ok(name !== undefined && content !== undefined, `no file holds ${text}`);
  return { name, offset: content.indexOf(text) + mark.indexOf("|") };
}

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, "    ");

async function read(editor: Editor, root: string): Promise<string> {
  const document = (name: string) => ({ textDocument: { uri: editor.uri(name) } });
  const at = (mark: string) => {
    const { name, offset } = find(mark);
    return { ...document(name), position: new LineMap(files[name] ?? "").positionAt(offset) };
  };
  const ask = <T>(method: string, params: unknown): Promise<T> => editor.connection.sendRequest<T>(method, params);
  const told: string[] = [];
  const section = (title: string, lines: readonly string[]): void => { told.push(`${title}\n${indent(lines.join("\n"))}`); };

  for (const mark of hovers) {
    const hover = await ask<Hover | null>("textDocument/hover", at(mark));
    section(`hover ${mark}`, [hover === null ? "nothing" : (hover.contents as { readonly value: string }).value]);
  }
  for (const mark of completions) {
    const answer = await ask<CompletionItem[] | CompletionList | null>("textDocument/completion", at(mark));
    const items = [...(Array.isArray(answer) ? answer : answer?.items ?? [])].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
    section(`completion ${mark}`, items.map(({ label, detail }) => `${label} — ${detail ?? ""}`));
  }
  for (const name of ["client.ts", "welcome.ts"]) {
    const lenses = await ask<CodeLens[]>("textDocument/codeLens", document(name));
    section(`lenses of ${name}`, lenses.map(({ range, command }) => `line ${String(range.start.line + 1)}: ${command?.title ?? "?"}`));
  }
  const hints = await ask<InlayHint[]>("textDocument/inlayHint", { ...document("welcome.ts"), range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } } });
  section("inlay hints", hints.map(({ label, tooltip }) => `${String(label)} — ${typeof tooltip === "string" ? tooltip : tooltip?.value ?? ""}`));
  const outline = (symbols: readonly DocumentSymbol[], depth = ""): string[] => symbols.flatMap(({ name, detail, children = [] }) => [`${depth}${name} — ${detail ?? ""}`, ...outline(children, `${depth}  `)]);
  for (const name of ["client.ts", "welcome.ts"]) section(`outline of ${name}`, outline(await ask<DocumentSymbol[]>("textDocument/documentSymbol", document(name))));
  section("symbols of the workspace", (await ask<WorkspaceSymbol[]>("workspace/symbol", { query: "" })).map(({ name, containerName }) => `${name} — ${containerName ?? ""}`));
  const show = ({ name, detail }: CallHierarchyItem): string => `${name} — ${detail ?? ""}`;
  for (const mark of ["app/we|lcomed\", data", "step.r|un(\"greet\", () => 1", "app/pa|id\", timeout"]) {
    const [item] = await ask<CallHierarchyItem[] | null>("textDocument/prepareCallHierarchy", at(mark)) ?? [];
    if (item === undefined) section(`call hierarchy ${mark}`, ["nothing"]);
    else {
      const [into, out] = [await ask<CallHierarchyIncomingCall[]>("callHierarchy/incomingCalls", { item }), await ask<CallHierarchyOutgoingCall[]>("callHierarchy/outgoingCalls", { item })];
      section(`call hierarchy ${mark}`, [show(item), ...into.map(({ from }) => `called by ${show(from)}`), ...out.map(({ to }) => `calls ${show(to)}`)]);
    }
  }
  return `${told.join("\n\n").replaceAll(root, "").replaceAll(/^ *- \w{3}, .* \d\d:\d\d$/gm, "    - <time>").replaceAll(/[ \t]+$/gm, "")}\n`;
}

test("hovers, completions, lenses, hints, symbols and hierarchies speak in one manner", async () => {
  await inEditor(files, async (editor, root) => {
    for (const [name, text] of Object.entries(files)) if (name.endsWith(".ts")) await editor.open(name, text);
    for (const name of Object.keys(files)) if (name.endsWith(".ts")) await editor.diagnostics(name);
    const told = await read(editor, root);
    const golden = path.join(import.meta.dirname, "texts.txt");
    if (process.env["UPDATE"] === "1") writeFileSync(golden, told);
    assert.ok(existsSync(golden), "there is no texts.txt: run with UPDATE=1 and read what it says");
    assert.equal(told, readFileSync(golden, "utf8"));
  }, { settings: { inlayHints: { enable: true } }, initializationOptions: { functionCommands: true } });
});
