/** A workspace whose files say something of one another, each in several ways. */
const client = 'import { Inngest } from "inngest";\nexport const bus = new Inngest({ id: "app" });\n';
export const fn = (id: string, event: string, sends: string, extra = ""): string => `import { bus } from "./client";\nimport { help } from "./helper";\nexport const ${id} = bus.createFunction({ id: "${id}", triggers: { event: "${event}" } }, async ({ event, step }) => {\n  await help(step);\n  await step.sendEvent("send", { name: "${sends}", data: { n: event.data.n } });\n  ${extra}\n});\n`;

/** Events sent and listened to, ids twice, helpers, clients, what is served. */
export const texts: Readonly<Record<string, readonly string[]>> = {
  "/app/client.ts": [client, `${client}// moved\n`, client.replace('id: "app"', 'id: "app", middleware: []'), "export const bus = 1;", `import { EventSchemas, Inngest } from "inngest";\nexport const bus = new Inngest({ id: "app", schemas: new EventSchemas().fromRecord<{ "app/one": { data: { n: string } } }>() });\n`],
  "/app/helper.ts": ['export async function help(step) {\n  await step.run("help", () => 1);\n}\n', 'export async function help(step) { step.run("a", () => step.run("b", () => 1)); }\n', "export const help = () => {};\n"],
  "/app/a.ts": [fn("a", "app/one", "app/two"), fn("b", "app/one", "app/two"), fn("a", "app/other", "app/on", 'await step.waitForEvent("wait", { event: "app/one", timeout: "1h" });'), `\n\n${fn("a", "app/one", "app/two")}`],
  "/app/b.ts": [fn("b", "app/two", "app/one"), fn("c", "app/tow", "app/one", "step.run('x', () => 1);"), fn("b", "app/two", "app/one", "await step.run("), "export {};"],
  "/app/serve.ts": ['import { serve } from "inngest/next";\nimport { bus } from "./client";\nimport { a } from "./a";\nexport default serve({ client: bus, functions: [a] });\n', 'import { serve } from "inngest/next";\nimport { bus } from "./client";\nimport { a } from "./a";\nimport { b } from "./b";\nexport default serve({ client: bus, functions: [a, b] });\n', "export {};"],
  "/app/package.json": ['{ "dependencies": { "inngest": "^4.0.0" } }', '{ "dependencies": { "inngest": "^3.0.0" }, "inngest": { "rules": { "await-step": "off" } } }', '{ "dependencies": { "inngest": "^4.0.0", "@inngest/eslint-plugin": "1" }, "inngest": { "events": { "app/two": { "type": "object", "properties": { "n": { "type": "number" } }, "required": ["m"] } } } }'],
};

/** Each file as it is at first. */
export const first = Object.fromEntries(Object.entries(texts).map(([file, [text = ""]]) => [file, text]));
