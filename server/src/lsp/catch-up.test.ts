/** An edit that concerns many files: those that are open are told anew once they are caught up with. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inEditor } from "./testing/editor.ts";

const client = 'import { Inngest } from "inngest";\nexport const bus = new Inngest({ id: "app" });\n';
const sender = 'import { bus } from "./client";\nexport async function send() {\n  bus.send({ name: "app/a", data: {} });\n}\n';
const names = Array.from({ length: 8 }, (_, n) => `send-${String(n)}.ts`);

test("files that are made from the edited one follow", () => inEditor({
  "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "client.ts": client, ...Object.fromEntries(names.map((name) => [name, sender])),
}, async (editor) => {
  const rulesOf = async (name: string): Promise<unknown[]> => (await editor.diagnostics(name)).map(({ code }) => code);
  await editor.open("send-7.ts", sender);
  await editor.open("client.ts", client);
  await editor.settles(() => rulesOf("send-7.ts"), ["await-inngest-send"]);
  const at = client.indexOf("Inngest({");
  await editor.edit("client.ts", at, at + "Inngest".length, "Map");
  assert.deepEqual(await rulesOf("client.ts"), []);
  await editor.settles(() => rulesOf("send-7.ts"), []);
  await editor.edit("client.ts", at, at + "Map".length, "Inngest");
  await editor.settles(() => rulesOf("send-7.ts"), ["await-inngest-send"]);
  const everywhere = await editor.connection.sendRequest<{ items: { uri: string }[] }>("workspace/diagnostic", { previousResultIds: [] });
  assert.equal(everywhere.items.length, names.length);
}));
