import assert from "node:assert/strict";
import { test } from "node:test";
import { check, checkFix, findAll } from "./testing.ts";
import { noHardcodedKey as rule } from "./no-hardcoded-key.ts";

const EVENT_KEY = "Zb3x9Qw0Lk2mN8vR5tYu7iOp1AsDfGhJ4zXcVbNm6qWeRtYuIoPaSdFgHjKlZxCvBnMq";
const SIGNING_KEY = "signkey-prod-0123456789abcdef0123456789abcdef";
const warning = (option: string, variable: string): string => `warning(no-hardcoded-key): a key in the source is known to everybody who can read it; \`${option}\` belongs in \`${variable}\``;

test("keys of a client and of what serves it", () => {
  check(rule, `
    //- /v4.ts sdk:v4
    import { Inngest } from "inngest";
    const KEY = "${EVENT_KEY}";
    export const inngest = new Inngest({ id: "app", eventKey: KEY, signingKey: "${SIGNING_KEY}" });
    //                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${warning("signingKey", "INNGEST_SIGNING_KEY")}
    //                                                        ^^^ ${warning("eventKey", "INNGEST_EVENT_KEY")}
    //- /v3.ts sdk:v3
    import { Inngest } from "inngest";
    import { serve } from "inngest/express";
    const inngest = new Inngest({ id: "app" });
    app.use("/api/inngest", serve({ client: inngest, functions: [], signingKey: "${SIGNING_KEY}" }));
    //                                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${warning("signingKey", "INNGEST_SIGNING_KEY")}
  `);
});

test("keys of the environment, and texts that are no keys", () => {
  check(rule, `
    import { Inngest } from "inngest";
    new Inngest({ id: "a", eventKey: process.env.INNGEST_EVENT_KEY, signingKey: env.SIGNING_KEY });
    new Inngest({ id: "b", eventKey: "local", signingKey: "signkey-test-0123456789abcdef0123456789abcdef" });
    new Inngest({ id: "c", eventKey: "your-event-key-goes-here", signingKey: "signkey-prod-xxxxxxxx" });
    new Inngest({ id: "d", eventKey: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" });
    new Other({ id: "e", eventKey: "${EVENT_KEY}", signingKey: "${SIGNING_KEY}" });
    //- /src/client.test.ts
    import { Inngest } from "inngest";
    new Inngest({ id: "f", eventKey: "${EVENT_KEY}" });
  `);
});

test("the fix reads the environment, and the message keeps the secret", () => {
  const client = (key: string): string => `import { Inngest } from "inngest";\nnew Inngest({ id: "a", eventKey: ${key} });`;
  checkFix(rule, client(`"${EVENT_KEY}"`), client("process.env.INNGEST_EVENT_KEY"));
  for (const finding of findAll(rule, client(`"${EVENT_KEY}"`))) assert.ok(!JSON.stringify(finding).includes(EVENT_KEY.slice(0, 8)));
});
