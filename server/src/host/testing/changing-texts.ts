export const client = 'import { Inngest } from "inngest"; export const bus = new Inngest({ id: "app" });';

/** Texts whose meaning depends on one another in each way that there is: clients, barrels, constants, helpers, events. */
export const texts: Readonly<Record<string, readonly string[]>> = {
  "/app/client.ts": [client, "export const bus = 1;", `${client} export const NAME = "a";`, ""],
  "/app/barrel.ts": ['export * from "./client";', 'export { bus } from "./client"; export const NAME = "b";', 'export * from "./other";', "// nothing"],
  "/app/other.ts": ['export * from "./barrel";', client, "export const bus = { send() {} };"],
  "/app/send.ts": ['import { bus, NAME } from "./barrel"; bus.send({ name: NAME, data: {} });', 'import { bus } from "./other"; bus.send({ name: "c", data: {', "const x = 1;"],
  "/app/fn.ts": [
    'import { bus, NAME } from "./client"; import { helper } from "./helper"; export const f = bus.createFunction({ id: "f", triggers: { event: NAME } }, async ({ step }) => { await helper(step); await step.run("own", () => 1); });',
    'import { bus } from "./barrel"; export const f = 1; export const g = bus.createFunction({ id: "g", triggers: { cron: "0 0 * * *" } }, async () => {});',
    'import { bus } from "./barrel"; bus.createFunction({ id: `g` }, { event: "c" }, async ({ step: s }) => { await s.run("x"',
  ],
  "/app/serve.ts": [
    'import { serve } from "inngest/next"; import { bus } from "./client"; import { f } from "./fn"; export default serve({ client: bus, functions: [f] });',
    'import { serve } from "inngest/next"; import { bus } from "./client"; import * as all from "./all"; export default serve({ client: bus, functions: Object.values(all) });',
    'import { serve } from "inngest/next"; import { bus } from "./client"; import { f } from "./all"; export default serve({ client: bus, functions: [f] });',
    'import { serve } from "inngest/next"; import { bus } from "./client"; import { list } from "./all"; export default serve({ client: bus, functions: list });',
  ],
  "/app/all.ts": ['export { f } from "./fn";', 'export * from "./fn"; export * from "./helper";', 'import { f } from "./fn"; export { f as g, f }; export type T = string;', 'import { f } from "./fn"; export const list = [f];'],
  "/app/helper.ts": ['export async function helper(step) { await step.run("helped", () => 1); }', 'export const helper = async (s) => s.sendEvent("sent", { name: "d" });', "export {};"],
  "/app/package.json": ['{ "dependencies": { "inngest": "^3.0.0" } }', '{ "dependencies": { "inngest": "^4.0.0" } }', "{"],
  "/app/tsconfig.json": ['{ "compilerOptions": { "paths": { "./client": ["./other"] } } }', "{}"],
};
