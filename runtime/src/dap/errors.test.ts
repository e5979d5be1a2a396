import assert from "node:assert/strict";
import { test } from "node:test";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { client, createProject, toFunction } from "./testing/project.ts";
import { startTranscript } from "./testing/transcript.ts";

test("a mistake is a notification only where nobody else tells it", async (t) => {
  const folder = createProject(t, { "fn.ts": `${client}\nexport const fn = ${toFunction("v4", 'id: "fn"', "app/a", 'async ({ step }) => step.run("first", () => 1)')}` });
  const transcript = await startTranscript(t, folder);
  await transcript.launch({ program: `${folder}/fn.ts` });
  await transcript.until("stopped 1");
  const { doSend } = transcript.client as unknown as { doSend(command: string, args: unknown, answered: (response: DebugProtocol.Response) => void): void };
  const ask = (command: string, args: object): Promise<boolean> => new Promise((resolve) => {
    doSend.call(transcript.client, command, args, ({ success, body }) => {
      assert.equal(success, false);
      resolve((body as { readonly error: DebugProtocol.Message }).error.showUser === true);
    });
  });
  // In the Debug Console, or by the client that asked.
  assert.equal(await ask("evaluate", { expression: "clock yesterday", context: "repl" }), false);
  assert.equal(await ask("inngestWait", { threadId: 1 }), false);
  assert.equal(await ask("inngest/fork", { threadId: 1, position: 9 }), false);
  assert.equal(await ask("stepBack", { threadId: 1 }), true);
  await transcript.request("disconnect", {});
});
