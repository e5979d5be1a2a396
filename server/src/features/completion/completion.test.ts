import assert from "node:assert/strict";
import { test } from "node:test";
import { readCron } from "../../../../shared/inngest/cron.ts";
import { atCursor, checkCompleted, checkCompletion } from "../testing.ts";
import { complete } from "./completion.ts";

function onV4(handler: string, options = ""): string {
  return `
    //- /events.ts sdk:v4
    import { Inngest, eventType } from "inngest";
    import { z } from "zod";
    export const inngest = new Inngest({ id: "app" });
    export const upgraded = eventType("app/upgraded", { schema: z.object({
      userId: z.string(), plan: z.enum(["free", "pro"]), seats: z.number().optional(), address: z.object({ city: z.string() }), items: z.array(z.object({ sku: z.string() })),
    }) });
    //- /main.ts
    import { inngest, upgraded } from "./events";
    export const f = inngest.createFunction({ id: "f", triggers: { event: upgraded }${options} }, async ({ event, step }) => {
      ${handler}
    });
    export const g = inngest.createFunction({ id: "g", triggers: { event: "app/other" } }, async ({ step }) => {
      await step.run("load-account", () => 1);
      await step.sleep("wait-a-day", "1d");
    });
  `;
}

test("event names where one is sent, declared ones first; where one is listened to, Inngest's own too", () => {
  checkCompletion(onV4('await step.sendEvent("s", { name: "$0" });'), ["app/upgraded no senders, 1 listener", "app/other no senders, 1 listener"]);
  checkCompletion(onV4('await step.waitForEvent("w", { event: "app/$0", timeout: "1d" });'), [
    "app/upgraded no senders, 1 listener", "app/other no senders, 1 listener", "inngest/function.cancelled a run was cancelled",
    "inngest/function.failed a run failed for good", "inngest/function.finished a run ended, well or not",
  ]);
  checkCompleted(onV4('await step.sendEvent("s", { name: "app/$0x", data: {} });'), "app/upgraded", onV4('await step.sendEvent("s", { name: "app/upgraded", data: {} });'));
  checkCompleted(onV4("", ', cancelOn: [{ event: "$0" }]'), "app/other", onV4("", ', cancelOn: [{ event: "app/other" }]'));
  checkCompleted(onV4("", ", cancelOn: [{ event: 'app/z', if: \"event.name == 'app/$0'\" }]"), "app/other", onV4("", ", cancelOn: [{ event: 'app/z', if: \"event.name == 'app/other'\" }]"));
});

test("keys of `data` with their types, those that must be there first, without those that are", () => {
  checkCompletion(onV4('await step.sendEvent("s", { name: "app/upgraded", data: { $0 } });'), [
    "address : { city: string; }", "items : { sku: string; }[]", 'plan : "free" | "pro"', "userId : string", "seats ?: number",
  ]);
  checkCompletion(onV4('await step.sendEvent("s", { name: "app/upgraded", data: { userId: "u", address: {}, items: [], pl$0 } });'), ['plan : "free" | "pro"', "seats ?: number"]);
  checkCompletion(onV4('await step.sendEvent("s", [{ name: upgraded, data: {\n  userId: "u",\n  address: { $0 },\n} }]);'), ["city : string"]);
  checkCompletion(onV4('await inngest.send({ name: "app/upgraded", data: { items: [{ sku: "1" }, { $0 }] } });'), ["sku : string"]);
  checkCompleted(onV4('await step.sendEvent("s", { name: "app/upgraded", data: { us$0 } });'), "userId", onV4('await step.sendEvent("s", { name: "app/upgraded", data: { userId } });'));
});

test("the values that a schema lists, in a string or without one", () => {
  checkCompletion(onV4('await step.sendEvent("s", { name: "app/upgraded", data: { plan: "$0" } });'), ["free", "pro"]);
  checkCompletion(onV4('await step.sendEvent("s", { name: "app/upgraded", data: { plan: $0 } });'), ['"free"', '"pro"']);
  checkCompleted(onV4("await step.sendEvent('s', { name: 'app/upgraded', data: { plan: 'f$0' } });"), "pro", onV4("await step.sendEvent('s', { name: 'app/upgraded', data: { plan: 'pro' } });"));
});

test("nothing where TypeScript knows, where nothing is declared, and in comments and values", () => {
  checkCompletion(onV4('await step.sendEvent("s", upgraded.create({ $0 }));'), []);
  checkCompletion(onV4('await step.sendEvent("s", { name: "app/unknown", data: { $0 } });'), []);
  checkCompletion(onV4('await step.sendEvent("s", { name: "app/upgraded", data: { // user$0\n } });'), []);
  checkCompletion(onV4('await step.sendEvent("s", { name: "app/upgraded", data: { userId: eve$0 } });'), []);
  checkCompletion(onV4('const text = "app/$0";'), []);
  checkCompletion(onV4("await step.ru$0"), []);
  const v3 = (send: string): string => `
    //- /main.ts sdk:v3
    import { EventSchemas, Inngest } from "inngest";
    const inngest = new Inngest({ id: "app", schemas: new EventSchemas().fromRecord<{ "app/a": { data: { id: string } } }>() });
    export const send = () => inngest.send(${send});
  `;
  checkCompletion(v3('{ name: "$0", data: {} }'), []);
  checkCompletion(v3('{ name: "app/a", data: { $0 } }'), []);
});

test("ids of steps of the same kind in other functions, and what the event says", () => {
  checkCompletion(onV4('await step.run("$0", () => 1);'), ["load-account step.run in g"]);
  checkCompletion(onV4('await step.run("load-account", () => 1); await step.run("$0", () => 2);'), []);
  checkCompletion(onV4('await step.sendEvent("$0", { name: "app/user.activated", data: {} });'), ["send-app-user-activated"]);
  checkCompletion(onV4('await step.waitForEvent("$0", { event: upgraded, timeout: "1d" });'), ["wait-for-app-upgraded"]);
});

test("durations: the usual ones, or the typed number in each unit", () => {
  checkCompletion(onV4('await step.sleep("s", "$0");'), [
    "30s 30 seconds", "5m 5 minutes", "1h 1 hour", "12h 12 hours", "1d 1 day", "3d 3 days", "7d 1 week", "30d 30 days",
  ]);
  checkCompletion(onV4('await step.waitForEvent("s", { event: "app/x", timeout: "90$0" });'), ["90s 1 minute 30 seconds", "90m 1 hour 30 minutes", "90h 3 days 18 hours", "90d 90 days", "90w 90 weeks"]);
  checkCompleted(onV4("", ', debounce: { period: "2$0m" }'), "2h", onV4("", ', debounce: { period: "2h" }'));
  checkCompleted(onV4("", ', cancelOn: [{ event: "app/x", timeout: "$0" }]'), "1d", onV4("", ', cancelOn: [{ event: "app/x", timeout: "1d" }]'));
});

test("paths and functions in expressions", () => {
  checkCompletion(onV4("", ', concurrency: { limit: 1, key: "event.data.$0" }'), [
    "address : { city: string; }", "items : { sku: string; }[]", 'plan : "free" | "pro"', "seats : number", "userId : string",
  ]);
  checkCompleted(onV4("", ', concurrency: { limit: 1, key: "event.data.us$0" }'), "userId", onV4("", ', concurrency: { limit: 1, key: "event.data.userId" }'));
  checkCompletion(onV4("", ', idempotency: "event.data.Se$0"'), ["seats : number"]);
  checkCompleted(onV4("", ', idempotency: "event.data.seats > 1 && si$0"'), "size", onV4("", ', idempotency: "event.data.seats > 1 && size($1)"'));
  checkCompleted(onV4("", ", idempotency: \"event.data.plan == '$0'\""), "pro", onV4("", ", idempotency: \"event.data.plan == 'pro'\""));
  checkCompleted(onV4("", ', idempotency: "$0"'), "event", onV4("", ', idempotency: "event"'));
  checkCompleted(onV4("", ', idempotency: "si$0"'), "size", onV4("", ', idempotency: "size($1)"'));
});

test("schedules that are legal, with what they mean", () => {
  const cron = (text: string): string => `export const f = inngest.createFunction({ id: "f", triggers: { cron: "${text}" } }, async () => {});`;
  checkCompleted(cron("0 9$0"), "0 9 * * MON-FRI", cron("0 9 * * MON-FRI"));
  const { snapshot, path, offset } = atCursor(cron("$0"));
  const offered = complete(snapshot, path, offset);
  assert.equal(offered.length, 10);
  for (const { newText } of offered) assert.ok(!("problem" in readCron(newText)), newText);
});

test("options written out, below the names that TypeScript offers", () => {
  checkCompleted(onV4("", ", conc$0"), "concurrency: …", onV4("", ', concurrency: { limit: ${1:10}, key: "${2:event.data.userId}" }'));
  checkCompletion(onV4("", ", retries: $0"), []);
});

test("a function that is begun is offered first what it cannot do without", () => {
  const begun = (options: string): string => `
    //- /main.ts sdk:v4
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    export const f = inngest.createFunction(${options})
  `;
  checkCompleted(begun("{ $0 }"), "id: …", begun('{ id: "$1" }'));
  checkCompleted(begun('{ id: "f", tr$0 }'), "triggers: …", begun('{ id: "f", triggers: { event: "$1" } }'));
  const { snapshot, path, offset } = atCursor(begun("{ $0 }"));
  const ranks = new Map(complete(snapshot, path, offset).map(({ label, rank }) => [label, rank]));
  assert.deepEqual([...ranks].filter(([, rank]) => rank === Math.min(...ranks.values())).map(([label]) => label), ["id: …", "triggers: …"]);
});

test("of an event that nothing declares: what others read and send, and who", () => {
  const app = (before: string, options = ""): string => `
    //- /client.ts sdk:v4
    import { Inngest } from "inngest";
    export const inngest = new Inngest({ id: "app" });
    //- /listen.ts
    import { inngest } from "./client";
    export const f = inngest.createFunction({ id: "welcome", triggers: { event: "user/created" }${options} }, async ({ event, step }) => {
      await step.run("mail", () => send(event.data.email.trim()));
      if (event.data.plan) await step.run("plan", () => 1);
    });
    export const g = inngest.createFunction({ id: "index", triggers: { event: "user/created" }, concurrency: { limit: 1, key: "event.data.tenantId" } }, async ({ event: { data } }) => index(data.email));
    //- /send.ts
    import { inngest } from "./client";
    export const send = (email: string) => inngest.send({ name: "user/created", data: { email: \`\${email}\`, address: { city: "Rome" }, seats: 3 } });
    ${before}
  `;
  checkCompletion(app('export const other = () => inngest.send({ name: "user/created", data: { $0 } });'), [
    "address : { city: string; }, sent elsewhere", "email : string, read by welcome, index", "seats : number, sent elsewhere", "plan read by welcome", "tenantId read by index",
  ]);
  checkCompletion(app('export const other = () => inngest.send({ name: "user/created", data: { email: "a", address: { $0 }, se } });'), ["city : string"]);
  checkCompletion(app('export const other = () => inngest.send({ name: "user/unknown", data: { em$0 } });'), []);
  checkCompletion(app("", ', idempotency: "event.data.$0"'), ["address : { city: string; }", "email : string", "plan : unknown", "seats : number", "tenantId : unknown"]);
});
