import assert from "node:assert/strict";
import { test } from "node:test";
import { readFixture } from "../rules/testing.ts";
import { snapshotOf } from "../../../shared/analysis/testing/snapshot.ts";
import { toEventSchema } from "./event-schema.ts";

test("a known event has the data of its declaration, and the schema a sample of it", () => {
  const { files } = readFixture(`
    //- /events.ts sdk:v4
    import { eventType, Inngest } from "inngest";
    import { z } from "zod";
    export const inngest = new Inngest({ id: "app" });
    export const bought = eventType("shop/bought", { schema: z.object({
      orderId: z.string(), plan: z.enum(["free", "pro"]), total: z.number().optional(), items: z.array(z.string().nullable()),
    }) });
    export const undeclared = inngest.send({ name: "shop/told", data: {} });
  `);
  const { properties, allOf } = toEventSchema(snapshotOf(files)) as { readonly properties: { readonly name: unknown }; readonly allOf: unknown };
  assert.deepEqual(properties.name, { description: "Name of the event.", anyOf: [{ enum: ["shop/bought", "shop/told"] }, { type: "string", minLength: 1 }] });
  assert.deepEqual(JSON.parse(JSON.stringify(allOf)), [{
    if: { properties: { name: { const: "shop/bought" } }, required: ["name"] },
    then: {
      properties: {
        data: {
          type: "object",
          properties: {
            orderId: { type: "string" }, plan: { enum: ["free", "pro"] }, total: { type: "number" },
            items: { type: "array", items: { anyOf: [{ type: "string" }, { type: "null" }] } },
          },
          required: ["orderId", "plan", "items"],
          default: { orderId: "order-1", plan: "free", items: ["item"] },
        },
      },
    },
  }]);
});
