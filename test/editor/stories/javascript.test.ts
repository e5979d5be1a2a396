/** Steps and JavaScript together in a real editor: the built-in JavaScript debugger beside ours. */
import assert from "node:assert/strict";
import path from "node:path";
import type { Example } from "../example.ts";
import type { Copy } from "./editor.ts";
import { inEditor } from "./tell.ts";
import { write } from "./write-files.ts";

type Head = (id: string, event: string) => string;

/** How `createFunction` begins on each SDK, on one line. */
const heads: Readonly<Record<Example, Head>> = {
  onboarding: (id, event) => `{ id: "${id}", triggers: { event: "${event}" } },`,
  "onboarding-v3": (id, event) => `{ id: "${id}" }, { event: "${event}" },`,
};

/** The total is wrong, and only a look into the step's body shows why. */
const invoiceTotal = (head: Head): string => `import { inngest } from "../client.ts";

const prices = [19.9, 5, 25];

export const invoiceTotal = inngest.createFunction(
  ${head("invoice-total", "app/invoice.requested")}
  async ({ event, step }) => {
    const total = await step.run("add-prices", () => {
      let sum = 0;
      for (let index = 1; index < prices.length; index++) {
        sum += prices[index] ?? 0;
      }
      return sum;
    });
    const withTax = total * 1.2;
    const rounded = Math.round(withTax * 100) / 100;
    await step.sendEvent("announce-total", { name: "app/invoice.totalled", data: { rounded } });
    return { rounded };
  },
);
`;
const file = "invoice-total.ts";

/** A Next.js app as it lies on disk; what belongs to its own bundler is not there to load. */
const nextApp = (head: Head): Readonly<Record<string, string>> => ({
  "package.json": '{ "name": "web", "private": true, "dependencies": { "next": "16.0.0", "server-only": "0.0.1" } }',
  "tsconfig.json": '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "jsx": "preserve", "strict": true, "paths": { "@/*": ["./*"] } } }',
  "app/api/inngest/route.ts": 'import { serve } from "inngest/next";\nimport { inngest, sendReceipt } from "@/inngest/receipt";\n\nexport const { GET, POST, PUT } = serve({ client: inngest, functions: [sendReceipt] });\n',
  "inngest/receipt.ts": `import "server-only";
import { Inngest } from "inngest";
import { findOrder } from "@/lib/orders";

export const inngest = new Inngest({ id: "web" });

export const sendReceipt = inngest.createFunction(
  ${head("send-receipt", "shop/order.paid")}
  async ({ step }) => {
    return await step.run("find-order", async () => {
      const order = await findOrder("order-1");
      return order.total;
    });
  },
);
`,
  "lib/orders.ts": 'import "server-only";\n\nexport async function findOrder(id: string): Promise<{ id: string; total: number }> {\n  const total = 49.9;\n  return { id, total };\n}\n',
});

const stories = inEditor("javascript");

async function prepare({ folder, example }: Copy): Promise<void> {
  await write(path.join(folder, "src", "inngest", "functions"), { [file]: invoiceTotal(heads[example]) });
  await write(path.join(folder, "web"), nextApp(heads[example]));
}

stories.onEachSdk("JavaScript beside steps", (tell) => {
  tell("Step Into a step stops in its body, where a bug is seen", async ({ debug, debugFrom, capture }) => {
    await debugFrom(file, 8, "add-prices");
    await debug.steps(/add-prices.*next/).first().waitFor();
    await debug.steps(/announce-total.*not reached/).first().waitFor();
    await debug.move("Step Into", debug.pausedAt(file, 9));
    // The loop begins at 1: the first price has been left out.
    await debug.moveUntil("Step Over", debug.pausedAt(file, 11));
    await debug.variables(/^index\s*=\s*1/).first().waitFor();
    await debug.expandVariable(/^Local/, /^sum\s*=\s*0/);
    // The view says where the run stands while the JavaScript debugger has the focus.
    await debug.steps(/add-prices.*running/).first().waitFor();
    await capture("step-into-body");
  });

  tell("stepping off the end of the body stops before the next step", async ({ debug, capture }) => {
    await debug.move("Step Out", debug.before("announce-total", "step.sendEvent"));
    await debug.variables(/^id\s*=\s*"announce-total"/).first().waitFor();
    await debug.steps(/add-prices.*30/).first().waitFor();
    await debug.inlineValue(file, "= 30");
    await capture("step-after-body");
  });

  tell("a check box of the Steps view is a breakpoint, and holds while JavaScript has the focus", async ({ workbench, debug, capture }) => {
    await debug.move("Step Back", debug.before("add-prices", "step.run"));
    await debug.move("Step Into", debug.pausedAt(file, 9));
    const row = debug.steps(/announce-total/);
    const mark = workbench.page.locator(".glyph-margin-widgets .codicon-debug-breakpoint").first();
    await debug.check(row, true);
    await mark.waitFor();
    await capture("steps-view");
    await debug.move("Continue", debug.before("announce-total", "step.sendEvent"));
    // The editor drops a click on a row that is being drawn anew.
    await debug.steps(/announce-total.*next/).first().waitFor();
    await debug.check(row, false);
    await mark.waitFor({ state: "hidden" });
  });

  tell("a breakpoint between steps stops once for each pass", async ({ workbench, debug, capture }) => {
    await workbench.goTo(16, 5);
    const mark = workbench.page.locator(".glyph-margin-widgets .codicon-debug-breakpoint").first();
    await workbench.once(() => workbench.page.keyboard.press("F9"), mark);
    await debug.move("Step Back", debug.before("add-prices", "step.run"));
    await debug.move("Step Over", debug.pausedAt(file, 16));
    await debug.variables(/^withTax\s*=\s*36/).first().waitFor();
    await capture("breakpoint-between-steps");
    await debug.move("Step Over", debug.before("announce-total", "step.sendEvent"));
    await debug.move("Step Over", debug.stopped("Run completed"));
    await debug.steps(/announce-total.*ids: \[[0-9A-Z]{26}\]/).first().waitFor();
    await debug.inlineValue(file, "ids: [");
    await capture("inline-values");
    await debug.finish();
    await debug.console(/invoice-total.* completed: \{ rounded: 36 \}/).waitFor();
  });

  tell("Restart in a body starts anew, Stop in a body leaves nothing", async ({ debug, capture }) => {
    await debug.start(debug.before("add-prices", "step.run"));
    await debug.move("Step Into", debug.pausedAt(file, 9));
    await debug.move("Restart", debug.before("add-prices", "step.run"));
    assert.equal((await stories.processes("worker.js")).length, 1);
    await debug.move("Step Into", debug.pausedAt(file, 9));
    await capture("step-into-after-restart");
    await debug.stop();
    await stories.nothingIsLeft();
  });

  tell("F5 in a Next.js app, into a step's body and into its server-only code", async ({ debug, debugFrom, capture }) => {
    await debugFrom("receipt.ts", 10, "find-order");
    await debug.move("Step Into", debug.pausedAt("receipt.ts", 11));
    await debug.move("Step Into", debug.pausedAt("orders.ts", 4));
    await capture("next-app");
    await debug.finish();
    await debug.console(/send-receipt.* completed: 49.9/).waitFor();
  });
}, { prepare });
