import { test } from "node:test";
import { check, checkFix } from "./testing.ts";
import { uniqueFunctionId as rule } from "./unique-function-id.ts";

const error = (id: string): string => `error(unique-function-id): another function of this app has the id \`${id}\`; the SDK refuses to serve both`;

const CLIENT = `
    //- /client.ts sdk:v4
    import { Inngest } from "inngest";
    export const inngest = new Inngest({ id: "app" });`;

test("one id twice on one client, in one file and across files", () => {
  check(rule, `${CLIENT}
    //- /a.ts
    import { inngest } from "./client";
    export const a = inngest.createFunction({ id: "charge", triggers: { event: "a" } }, async () => {});
    //                                            ^^^^^^^^ ${error("charge")}
    export const b = inngest.createFunction({ id: "report", triggers: { event: "a" } }, async () => {});
    //- /b.ts
    import { inngest as client } from "./client";
    const ID = "charge";
    export const c = client.createFunction({ id: ID, triggers: { event: "b" } }, async () => {});
    //                                           ^^ ${error("charge")}
    //- /v3.ts sdk:v3
    import { Inngest } from "inngest";
    const v3 = new Inngest({ id: "old" });
    v3.createFunction({ id: "charge" }, { event: "a" }, async () => {});
    //                      ^^^^^^^^ ${error("charge")}
    v3.createFunction({ id: "charge" }, { event: "b" }, async () => {});
    //                      ^^^^^^^^ ${error("charge")}
  `);
});

test("ids of different apps, of functions that are never served together, and those made anew each time", () => {
  check(rule, `${CLIENT}
    export const other = new Inngest({ id: "other" });
    export const make = () => new Inngest({ id: "made" });
    //- /a.ts
    import { inngest, make, other } from "./client";
    export const a = inngest.createFunction({ id: "charge", triggers: { event: "a" } }, async () => {});
    export const b = other.createFunction({ id: "charge", triggers: { event: "a" } }, async () => {});
    make().createFunction({ id: "x", triggers: { event: "a" } }, async () => {});
    make().createFunction({ id: "x", triggers: { event: "b" } }, async () => {});
    export const c = flag ? inngest.createFunction({ id: "y", triggers: { event: "a" } }, async () => {}) : inngest.createFunction({ id: "y", triggers: { event: "b" } }, async () => {});
    test("one", () => { inngest.createFunction({ id: "t", triggers: { event: "a" } }, async () => {}); });
    test("two", () => { inngest.createFunction({ id: "t", triggers: { event: "a" } }, async () => {}); });
    for (const tenant of tenants) inngest.createFunction({ id: \`f-\${tenant}\`, triggers: { event: "a" } }, async () => {});
    for (const tenant of tenants) inngest.createFunction({ id: \`f-\${tenant}\`, triggers: { event: "b" } }, async () => {});
  `);
  check(rule, `${CLIENT}
    //- /old.ts
    import { inngest } from "./client";
    export const charge = inngest.createFunction({ id: "charge", triggers: { event: "a" } }, async () => {});
    //- /new.ts
    import { inngest } from "./client";
    export const charge = inngest.createFunction({ id: "charge", triggers: { event: "a" } }, async () => {});
    //- /route.ts
    import { serve } from "inngest/next";
    import { inngest } from "./client";
    import { charge } from "./new";
    export const { GET, POST, PUT } = serve({ client: inngest, functions: [charge] });
  `);
});

test("the fix takes a free id", () => {
  const before = `inngest.createFunction({ id: 'charge', triggers: { event: "a" } }, async () => {});\ninngest.createFunction({ id: 'char$0ge', triggers: { event: "b" } }, async () => {});`;
  checkFix(rule, before, `inngest.createFunction({ id: 'charge', triggers: { event: "a" } }, async () => {});\ninngest.createFunction({ id: 'charge-2', triggers: { event: "b" } }, async () => {});`);
});
