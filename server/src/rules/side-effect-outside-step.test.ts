import { test } from "node:test";
import { sideEffectOutsideStep as rule } from "./side-effect-outside-step.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

function inFile(body: string): string {
  return `
//- /main.ts sdk:v4
import { Inngest, fetch as durable } from "inngest";
import Stripe from "stripe";
import axios from "axios";
import { PrismaClient } from "@prisma/client";
import { generateText } from "ai";
const stripe = new Stripe(key);
const prisma = new PrismaClient();
const inngest = new Inngest({ id: "app" });
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const found = (what: string): string => `hint(side-effect-outside-step): \`${what}\` outside of a step runs again each time the function is re-executed; call it in \`step.run\``;

test("requests that are made again", () => {
  check(rule, inFile(`
    const response = await fetch(event.data.url);
    //                     ^^^^^^^^^^^^^^^^^^^^^ ${found("fetch")}
    const { data } = await axios.get("/x");
    //                     ^^^^^^^^^^^^^^^ ${found("axios.get")}
    const customer = await stripe.customers.create({ email: event.data.email });
    //                     ${"^".repeat(52)} ${found("stripe.customers.create")}
    const user = await prisma.user.findUnique({ where: {} }).catch(() => null);
    //                 ${"^".repeat(37)} ${found("prisma.user.findUnique")}
    const { text } = await generateText({ prompt: "x" });
    //                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${found("generateText")}
    await step.run("last", () => save(response, data, customer, user, text));
  `));
});

test("requests in steps, after the last step, and of other code", () => {
  check(rule, inFile(`
    await step.run("a", async () => { await fetch(event.data.url); await stripe.customers.list(); });
    await step.run("b", () => fetch(event.data.url));
    const later = () => fetch(event.data.url);
    await step.run("c", later);
    await durable(event.data.url);
    await load(event.data.id);
    const url = new URL(event.data.url);
    if (event.data.x) { await fetch("/x"); return; }
    await step.run("d", () => 1);
    await fetch("/done");
  `));
  check(rule, `
    //- /main.ts sdk:v4
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
      await fetch(event.data.url);
    });
  `);
});

test("the fix moves it into a step", () => {
  const end = "\n    await step.run(\"last\", () => 1);";
  checkFix(rule, inFile(`    await fetch("/ping", { method: "POST" });${end}`), inFile(`    await step.run("fetch", async () => { await fetch("/ping", { method: "POST" }); });${end}`));
  checkFix(rule, inFile(`    const data = await (await fetch("/x")).json();${end}`), inFile(`    const data = await step.run("fetch", async () => await (await fetch("/x")).json());${end}`));
  checkFix(rule, inFile(`
    const response = await fetch("/x");
    const { items } = await response.json();${end}`), inFile(`
    const { items } = await step.run("fetch", async () => {
      const response = await fetch("/x");
      return await response.json();
    });${end}`));
  checkFix(rule, inFile(`
    if (event.data.isNew) {
      const response = await fetch("/x", {
        body: \`{
  id
}\`,
      });
      const { items } = await response.json();
    }${end}`), inFile(`
    if (event.data.isNew) {
      const { items } = await step.run("fetch", async () => {
        const response = await fetch("/x", {
          body: \`{
  id
}\`,
        });
        return await response.json();
      });
    }${end}`));
  checkFix(rule, inFile(`
    await fetch("/ping", {
      method: "POST",
    });${end}`), inFile(`
    await step.run("fetch", async () => { await fetch("/ping", {
      method: "POST",
    }); });${end}`));
  checkNoFix(rule, inFile(`const customer = await stripe.customers.create({});${end}`));
});

test("a request that a step is given in place of a function is told by valid-step-run", () => {
  check(rule, `
    //- /main.js sdk:v4
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
      await step.run("ping", await fetch(event.data.url));
      await step.run("b", () => 1);
    });
  `);
});
