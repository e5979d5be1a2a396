import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import type { Message, ResponseMessage } from "vscode-languageserver-protocol/node";
import { StreamMessageReader } from "vscode-languageserver-protocol/node";

const entry = fileURLToPath(new URL("./testing/start-server.ts", import.meta.url));
const uri = "file:///none/f.ts";
const text = 'import { Inngest } from "inngest"; new Inngest({ id: "a" }).createFunction({ id: "f", triggers: [] }, async ({ step }) => { step.run("a", () => 1); });';

function frame(message: object): string {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  return `Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;
}

test("what comes right behind `initialize` waits for the analysis, in its order", async () => {
  const server = spawn(process.execPath, [entry, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const answers = new Map<unknown, ResponseMessage>();
    new StreamMessageReader(server.stdout).listen((message: Message) => {
      if (!("id" in message) || "method" in message) return;
      answers.set(message.id, message as ResponseMessage);
      if (message.id === 3) server.stdin.write(frame({ method: "exit" }));
    });
    const capabilities = { textDocument: { diagnostic: {} } };
    server.stdin.write([
      frame({ id: 1, method: "initialize", params: { processId: process.pid, rootUri: null, capabilities } }),
      frame({ method: "initialized", params: {} }),
      frame({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "typescript", version: 1, text } } }),
      frame({ id: 2, method: "textDocument/diagnostic", params: { textDocument: { uri } } }),
      frame({ id: 3, method: "shutdown" }),
    ].join(""));
    assert.deepEqual(await once(server, "close"), [0, null]);
    assert.deepEqual([...answers.keys()], [1, 2, 3]);
    assert.match(JSON.stringify(answers.get(2)), /await-step/);
  } finally {
    server.kill();
  }
});
