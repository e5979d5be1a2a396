/** `"network": "ask"`: a step body that connects waits for the user, who is asked by host. */
import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { test, type TestContext } from "node:test";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { networkAnswerRequest, networkQuestionEvent, type NetworkQuestionBody } from "../../../shared/protocol/network.ts";
import { client, createProject, toFunction } from "./testing/project.ts";
import { startTranscript, type Transcript } from "./testing/transcript.ts";

const program = `${client}
const url = "http://127.0.0.1:" + process.env.PORT;
export const loading = process.env.EARLY ? await (await fetch(url)).text() : "";
export const main = ${toFunction("v4", 'id: "main", retries: 0', "app/main", `async ({ step }) => {
  await step.run("charge", async () => (await fetch(url + "/pay?token=secret")).text());
  await Promise.all([step.run("left", () => fetch(url).then((response) => response.text())), step.run("right", () => fetch(url).then((response) => response.text()))]);
  return await step.run("mail", async () => (await fetch("http://localhost:" + process.env.PORT)).text());
}`)}
`;

async function begin(test: TestContext, attributes: object): Promise<{ readonly transcript: Transcript; readonly asked: NetworkQuestionBody[]; readonly reached: string[] }> {
  const reached: string[] = [];
  const service = http.createServer((request, response) => { reached.push(request.url ?? ""); response.end("fine"); }).listen(0, "127.0.0.1");
  await new Promise((resolve) => { service.once("listening", resolve); });
  test.after(() => { service.closeAllConnections(); service.close(); });
  const { port } = service.address() as AddressInfo;
  const folder = createProject(test, { "fn.ts": program });
  const transcript = await startTranscript(test, folder);
  const asked: NetworkQuestionBody[] = [];
  transcript.client.on(networkQuestionEvent, ({ body }: DebugProtocol.Event) => {
    const question = body as NetworkQuestionBody;
    asked.push({ ...question, question: question.question.replace(/ [0-9a-z]{4} wants/, " <run> wants").replaceAll(String(port), "<port>") });
    const answer = (attributes as { readonly answers?: readonly string[] }).answers?.[asked.length - 1];
    if (answer !== undefined) void transcript.client.customRequest(networkAnswerRequest, { id: question.id, answer });
  });
  const { answers, env, ...rest } = attributes as { readonly answers?: readonly string[]; readonly env?: object };
  void answers;
  await transcript.launch({ program: path.join(folder, "fn.ts"), function: "main", stopOnEntry: false, network: "ask", env: { PORT: String(port), ...env }, ...rest });
  return { transcript, asked, reached };
}

test("once is once, a host is allowed for the session, and a refusal fails the step with one sentence", { timeout: 240_000 }, async (test) => {
  const { transcript, asked, reached } = await begin(test, { __network: true, answers: ["once", "host", "refuse"] });
  await transcript.until("terminated");
  const text = await transcript.close();
  assert.deepEqual(asked.map(({ question }) => question), [
    "Step `charge` of main <run> wants to connect to 127.0.0.1:<port>.",
    "Step `left` of main <run> wants to connect to 127.0.0.1:<port>.",
    "Step `mail` of main <run> wants to connect to localhost:<port>.",
  ]);
  assert.deepEqual(reached, ["/pay?token=secret", "/", "/"]);
  assert.match(text, /the connection to localhost:\d+ was refused when you were asked/);
  assert.ok(!text.includes("secret"));
});

test("a program is asked about while it loads; a session that ends meanwhile leaves nothing", { timeout: 240_000 }, async (test) => {
  const { transcript, asked } = await begin(test, { __network: true, env: { EARLY: "1" }, answers: ["host", "host"] });
  await transcript.until("terminated");
  assert.equal(asked[0]?.question.replace(/<port>/, ""), "The program wants to connect to 127.0.0.1:.");
  await transcript.close();

  const ended = await begin(test, { __network: true });
  await ended.transcript.until(networkQuestionEvent);
  await assert.rejects(ended.transcript.client.customRequest(networkAnswerRequest, { id: 99, answer: "once" }), /has been answered/);
  await assert.rejects(ended.transcript.client.customRequest(networkAnswerRequest, { id: 1, answer: "always" }), /not what the protocol says/);
  await ended.transcript.client.disconnectRequest();
  await ended.transcript.exited();
  assert.deepEqual(ended.reached, []);
});

test("an editor that cannot ask refuses, and says why", { timeout: 240_000 }, async (test) => {
  const { transcript, asked, reached } = await begin(test, {});
  await transcript.until("terminated");
  assert.match(await transcript.close(), /nobody can be asked here: a connection to 127\.0\.0\.1:\d+ was refused; set `network` to `allow` to permit it/);
  assert.deepEqual([asked, reached], [[], []]);
});
