import assert from "node:assert/strict";
import { test } from "node:test";
import { checkHover } from "../testing.ts";
import { places } from "./markdown.ts";

const APP = (handler: string, options = ""): string => `
  //- /events.ts sdk:v4
  import { Inngest, eventType } from "inngest";
  import { z } from "zod";
  export const inngest = new Inngest({ id: "app" });
  export const upgraded = eventType("app/upgraded", { schema: z.object({ userId: z.string(), seats: z.number().optional() }) });
  //- /main.ts
  import { inngest, upgraded } from "./events";
  export const f = inngest.createFunction({ id: "f", triggers: [{ event: upgraded }]${options} }, async ({ event, step }) => {
    ${handler}
  });
`;

test("an event: schema, declaration, senders, listeners, and an example to send", () => {
  checkHover(APP('await step.sendEvent("s", { name: "app/up$0graded", data: {} });'), [
    "**Event** `app/upgraded`", "```ts\ndata: {\n  userId: string;\n  seats?: number;\n}\n```", "**Declared** in [events.ts:4](/events.ts#4)",
    "**Sent by** `f` ([line 3](/main.ts#3))", "**Starts** `f` ([line 2](/main.ts#2))",
    "**Example**", '```json\n{\n  "name": "app/upgraded",\n  "data": {\n    "userId": "user-1"\n  }\n}\n```',
  ]);
  checkHover(APP('await step.waitForEvent("w", { event: "app/do$0ne", timeout: "1d" });\n});\nexport const send = () => inngest.send({ name: "app/done" });', ', cancelOn: [{ event: "app/done" }]'), [
    "**Event** `app/done`", "No schema is declared for it in this workspace.", "**Sent by** [line 5](/main.ts#5)", "**Resumes** `f` ([line 3](/main.ts#3))", "**Cancels** `f` ([line 2](/main.ts#2))",
  ]);
  checkHover(APP('await step.sendEvent("s", { name: "app/oth$0er", data: {} });'), [
    "**Event** `app/other`", "No schema is declared for it in this workspace.", "**Sent by** `f` ([line 3](/main.ts#3))", "No function in this workspace listens to it.",
  ]);
});

test("an event that nothing declares: what is read and sent, marked as inferred, and a guess to send", () => {
  checkHover(APP('await step.sendEvent("s", { name: "app/do$0ne", data: { at: "now", userId: event.data.userId } });\n});\nexport const g = inngest.createFunction({ id: "g", triggers: { event: "app/done" } }, async ({ event, step }) => {\n  await step.run("s", () => use(event.data.userId.trim(), event.data.seatCount + 1));'), [
    "**Event** `app/done`", "```ts\ndata: {\n  userId: any;\n  seatCount: any;\n  at: string;\n  [key: string]: unknown;\n}\n```", "**Inferred**, not declared: `userId` read by `g`, `seatCount` read by `g`, `at` given by who sends it",
    "No schema is declared for it in this workspace.", "**Sent by** `f` ([line 3](/main.ts#3))", "**Starts** `g` ([line 5](/main.ts#5))",
    "**Example**", '```json\n{\n  "name": "app/done",\n  "data": {\n    "userId": "user-1",\n    "seatCount": 1,\n    "at": "at"\n  }\n}\n```',
  ]);
});

test("a step: what it does, what it is memoized under, where its id stands again", () => {
  checkHover(APP('await step.run("lo$0ad", () => 1);\n  await step.run("load", () => 2);'), [
    "**Step** `load`: runs code once, retries it when it throws and memoizes what it returns",
    "**Memoized** under `5dbc716c4600097b85b9e51d6aeb77a4363b03ed`; repeated in one run, it is `load:1`",
    "**Also in this function** at [line 4](/main.ts#4)",
  ]);
});

test("a duration in words", () => {
  checkHover(APP('await step.sleep("s", "9$00m");'.replace("9$00m", "90$0m")), ["**Duration** 1 hour 30 minutes"]);
  checkHover(APP('await step.sleep("s", 5_$0000);'), ["**Duration** 5 seconds; a number is in milliseconds"]);
  checkHover(APP("", ', throttle: { limit: 1, period: "1$0d" }'), ["**Duration** 1 day"]);
  checkHover(APP('await step.sleep("s", "1h3$00m");'), undefined);
});

test("a schedule with its next times, in its time zone", () => {
  checkHover('export const f = inngest.createFunction({ id: "f", triggers: { cron: "TZ=Europe/Paris 0 9$0 * * MON" } }, async () => {});', [
    "**Schedule** `TZ=Europe/Paris 0 9 * * MON`", "Fires next, in Europe/Paris:",
    "- Mon, 5 Jan 2026, 09:00\n- Mon, 12 Jan 2026, 09:00\n- Mon, 19 Jan 2026, 09:00\n- Mon, 26 Jan 2026, 09:00\n- Mon, 2 Feb 2026, 09:00",
  ]);
  checkHover('export const f = inngest.createFunction({ id: "f", triggers: { cron: "0 0 30$0 2 *" } }, async () => {});', ["**Schedule** `0 0 30 2 *`", "It never fires."]);
});

test("paths and functions in expressions", () => {
  checkHover(APP("", ', idempotency: "event.data.user$0Id"'), ["```ts\nevent.data.userId: string\n```"]);
  checkHover(APP("", ", idempotency: \"lower$0case(event.data.userId)\""), ["```ts\nlowercase(text)\n```", "the text in lower case"]);
});

test("nothing where nothing is ours", () => {
  checkHover(APP("const te$0xt = 1;"), undefined);
});

test("of many places only those that are shown are looked up", () => {
  let asked = 0;
  const shown = places(Array.from({ length: 4000 }, (_, at) => ({ path: "/main.ts", span: { start: at, end: at + 1 } })), ({ span }) => {
    asked += 1;
    return String(span.start);
  });
  assert.deepEqual([shown, asked], ["0, 1, 2, 3, 4, 5, 6, 7 and 3992 more", 8]);
});
