import { test } from "node:test";
import { check, checkFix, checkNoFix } from "./testing.ts";
import { functionIsServed as rule } from "./function-is-served.ts";

const warning = (id: string): string => `warning(function-is-served): \`${id}\` is not served, so Inngest does not know it`;

const CLIENT = `
    //- /client.ts sdk:v4
    import { Inngest } from "inngest";
    export const inngest = new Inngest({ id: "app" });
    export const other = new Inngest({ id: "other" });`;
const FUNCTIONS = `
    //- /functions/a.ts
    import { inngest, other } from "../client";
    export const a = inngest.createFunction({ id: "a", triggers: { event: "a" } }, async () => {});
    export const b = inngest.createFunction({ id: "b", triggers: { event: "b" } }, async () => {});
    export const c = other.createFunction({ id: "c", triggers: { event: "b" } }, async () => {});`;
const NO_B = FUNCTIONS.replace("\"b\", triggers: { event: \"b\" } }, async () => {});", `"b", triggers: { event: "b" } }, async () => {});
    //                                            ^^^ ${warning("b")}`);

test("a function whose client is served without functions", () => {
  const served = (call: string): string => `
    //- /main.js sdk:v4
    import { Inngest } from "inngest";
    import { serve } from "inngest/express";
    import { options } from "elsewhere";
    const inngest = new Inngest({ id: "app" });
    export const b = inngest.createFunction({ id: "b", triggers: { event: "b" } }, async () => {});
    //                                            ^^^ ${warning("b")}
    export default ${call};
  `;
  check(rule, served("serve({ client: inngest, servePath: \"/jobs\" })"));
  check(rule, served("serve({ client: inngest, ...options })").replace(/\n.*\^\^\^.*/, ""));
});

test("a function that no list of its client has", () => {
  check(rule, `${CLIENT}${NO_B}
    //- /route.ts
    import { serve } from "inngest/next";
    import { inngest } from "./client";
    import { a } from "./functions/a";
    export const { GET, POST, PUT } = serve({ client: inngest, functions: [a] });
  `);
  check(rule, `${CLIENT}${NO_B}
    //- /functions/index.ts
    import { a } from "./a";
    export const functions = [a];
    //- /worker.ts
    import { connect } from "inngest/connect";
    import { inngest } from "./client";
    import { functions } from "./functions";
    await connect({ apps: [{ client: inngest, functions: [...functions] }] });
  `);
  check(rule, `${CLIENT}${NO_B}
    //- /functions/index.ts
    export { a } from "./a";
    export type { Something } from "./types";
    //- /server.ts
    import * as inngestNode from "inngest/node";
    import { inngest } from "./client";
    import * as functions from "./functions";
    inngestNode.serve({ client: inngest, functions: Object.values(functions) });
  `);
});

test("functions that are served, or whose lists cannot be read whole", () => {
  const quiet = (route: string): void => { check(rule, `${CLIENT}${FUNCTIONS}\n    //- /route.ts\n    import { serve } from "inngest/next";\n    import { inngest, other } from "./client";\n    import { a, b, c } from "./functions/a";\n    import * as all from "./functions/a";\n${route}`); };
  quiet("");
  quiet("    serve({ client: inngest, functions: [a, b] });");
  quiet("    serve({ client: inngest, functions: [a] }); serve({ client: inngest, functions: [b] });");
  quiet("    serve({ client: inngest, functions: [a, ...more()] });");
  quiet("    serve({ client: inngest, functions: [a, wrap(b)] });");
  quiet("    serve({ client: inngest, functions: loadFunctions() });");
  quiet("    serve({ client: inngest, functions: Object.values(all) });");
  quiet("    serve({ client: inngest, functions: [a] }); serve({ client: makeClient(), functions: [b] });");
  quiet("    serve({ client: inngest, functions: [a] }); serve(options);");
  quiet("    import { fastifyPlugin } from \"inngest/fastify\";\n    serve({ client: inngest, functions: [a] }); fastify.register(fastifyPlugin, { client: inngest, functions: [b] });");
  quiet("    import { serve as listen } from \"bun\";\n    listen({ client: inngest, functions: [a] });");
});

test("functions made in other functions and in tests are no part of an app", () => {
  check(rule, `${CLIENT}
    //- /route.ts
    import { serve } from "inngest/next";
    import { inngest } from "./client";
    export const make = (id) => inngest.createFunction({ id, triggers: { event: "a" } }, async () => {});
    serve({ client: inngest, functions: [] });
    //- /src/__tests__/route.ts
    import { inngest } from "../../client";
    inngest.createFunction({ id: "test", triggers: { event: "a" } }, async () => {});
  `);
});

test("the fix adds it to the list", () => {
  const file = (list: string): string => `
    import { Inngest } from "inngest";
    import { serve } from "inngest/node";
    const inngest = new Inngest({ id: "app" });
    const a = inngest.createFunction({ id: "a", triggers: { event: "a" } }, async () => {});
    const b = inngest.createFunction({ id: "b", triggers: { event: "b" } }, async () => {});
    serve({ client: inngest, functions: ${list} });
  `;
  checkFix(rule, file("[a]"), file("[a, b]"));
  checkFix(rule, file("[a, ]"), file("[a, b ]"));
  checkFix(rule, file("[\n      a,\n    ]"), file("[\n      a, b\n    ]"));
  checkNoFix(rule, `${CLIENT}${FUNCTIONS}
    //- /route.ts
    import { serve } from "inngest/next";
    import { inngest } from "./client";
    serve({ client: inngest, functions: [] });
  `);
});

test("a function that is being written is not asked for yet", () => {
  const begun = (call: string): string => `${CLIENT}
    //- /route.ts
    import { serve } from "inngest/next";
    import { inngest } from "./client";
    export const begun = ${call}
    export const { GET, POST, PUT } = serve({ client: inngest, functions: [] });
  `;
  for (const call of ["inngest.createFunction()", "inngest.createFunction({ })", 'inngest.createFunction({ id: "f", triggers: { event: "a" } })', 'inngest.createFunction({ triggers: { event: "a" } }, async () => {})']) check(rule, begun(call));
});
