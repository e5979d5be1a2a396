/** Problems of files that are not open, while one file is typed in without a pause. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CancellationTokenSource } from "vscode-languageserver";
import type { WorkspaceDiagnosticReport } from "vscode-languageserver";
import { PushDiagnostics } from "./push-diagnostics.ts";
import type { Session } from "./session.ts";
import { startSession } from "./testing/session.ts";
import { toFileUri, toPath } from "./uris.ts";
import { WorkspaceDiagnostics } from "./workspace-diagnostics.ts";

const typedIn = "/src/typed.ts";
const wrong = 'import { Inngest } from "inngest";\nexport const f = new Inngest({ id: "app" }).createFunction({ id: "f", triggers: { cron: "0 0 * * *" } }, async ({ step }) => { step.run("floating", () => 1); });\n';
const files = Object.fromEntries([typedIn, ...Array.from({ length: 12 }, (_, n) => `/src/closed-${String(n)}.ts`)].map((path, n) => [path, wrong.replaceAll('"f"', `"f${String(n)}"`)]));
const closed = Object.keys(files).filter((path) => path !== typedIn).sort();

const LAST_KEY = 500;

/** A session in which a key is pressed between any two turns: work that begins anew at each key ends only after the last of them. */
function startTyping(onKey: () => void, onDiagnostics?: (path: string) => void): { readonly session: Session; readonly keys: () => number } {
  let keys = 0;
  const press = (): void => {
    if (keys === LAST_KEY) return;
    keys += 1;
    const position = { line: 1, character: 0 };
    session.documents.change(toFileUri(typedIn), keys, [{ range: { start: position, end: position }, text: " " }]);
    onKey();
  };
  const session = startSession(files, { betweenTurns: press, ...(onDiagnostics ? { onDiagnostics: ({ uri }) => { onDiagnostics(toPath(uri)); } } : {}) });
  session.documents.open(toFileUri(typedIn), 1, files[typedIn] ?? "");
  return { session, keys: () => keys };
}

test("a workspace is answered for while keys never stop, with nothing that a key made untrue", async () => {
  const { session, keys } = startTyping(() => { problems.changed(); });
  const problems = new WorkspaceDiagnostics(session, () => Promise.resolve());
  const ask = (): Promise<WorkspaceDiagnosticReport> => problems.answer({ previousResultIds: [] }, new CancellationTokenSource().token);
  const { items } = await ask();
  assert.ok(keys() < LAST_KEY);
  const told = new Map(items.map((item) => [toPath(item.uri), item]));
  assert.deepEqual([...told.keys()].filter((path) => path !== typedIn).sort(), closed);
  for (const [path, item] of told) assert.equal(item.resultId, session.report(path).resultId);
});

test("a workspace in which nothing changes is answered for once", async () => {
  const session = startSession(files);
  const problems = new WorkspaceDiagnostics(session, () => Promise.resolve());
  const first = await problems.answer({ previousResultIds: [] }, new CancellationTokenSource().token);
  const previousResultIds = first.items.map(({ uri, resultId = "" }) => ({ uri, value: resultId }));
  assert.equal(previousResultIds.length, 13);
  let isAnswered = false;
  const next = problems.answer({ previousResultIds }, new CancellationTokenSource().token).finally(() => { isAnswered = true; });
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => { setImmediate(resolve); });
  assert.equal(isAnswered, false);
  session.documents.open(toFileUri(closed[0] ?? ""), 1, (files[closed[0] ?? ""] ?? "").replace("step.run", "await step.run"));
  problems.changed();
  assert.deepEqual((await next).items.map(({ uri }) => toPath(uri)), [closed[0]]);
});

test("findings are sent for every file while keys never stop, those of the file that is typed in with each", async () => {
  const sent: string[] = [];
  const { session, keys } = startTyping(() => { void push.update(); }, (path) => {
    sent.push(path);
    if (closed.every((file) => sent.includes(file))) keysThen ??= keys();
  });
  let keysThen: number | undefined;
  const push = new PushDiagnostics(session);
  await push.update();
  assert.ok(keysThen !== undefined && keysThen < LAST_KEY);
  assert.deepEqual([...new Set(sent)].filter((path) => path !== typedIn).sort(), closed);
  assert.ok(sent.slice(0, 8).filter((path) => path === typedIn).length >= 3, sent.join());
});
