/** Steps and JavaScript together in a real editor: the built-in JavaScript debugger beside ours. */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { type Editor, EditorHost, examples, story } from "./editor.ts";

type Head = (id: string, event: string) => string;

/** How `createFunction` begins on each SDK, on one line. */
const heads: Readonly<Record<string, Head>> = {
  "SDK v4": (id, event) => `{ id: "${id}", triggers: { event: "${event}" } },`,
  "SDK v3": (id, event) => `{ id: "${id}" }, { event: "${event}" },`,
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

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

let host: EditorHost;
before(async () => { host = await EditorHost.start("javascript"); });
after(() => host.stop());

for (const [sdk, example] of Object.entries(examples)) {
  const head = heads[sdk];
  if (head === undefined) throw new Error(`how does createFunction begin on ${sdk}?`);
  describe(`JavaScript beside steps on ${sdk}`, () => {
    let editor: Editor;
    const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
    before(async () => {
      editor = await host.open(example);
      await write(path.join(editor.folder, "src", "inngest", "functions"), { [file]: invoiceTotal(head) });
      await write(path.join(editor.folder, "web"), nextApp(head));
    });
    after(() => editor.close());

    void tell("Step Into a step stops in its body, where a bug is seen", async ({ workbench, capture }) => {
      await workbench.openFile(file);
      await workbench.lens("Debug").first().waitFor();
      await workbench.goTo(8, 5);
      await workbench.page.keyboard.press("F5");
      await workbench.callStack().filter({ hasText: 'step.run "add-prices"' }).first().waitFor();
      await workbench.setSideBarWidth(440);
      for (const view of ["Watch", "Breakpoints"]) await workbench.collapseView(view);
      await workbench.steps().filter({ hasText: /add-prices.*next/ }).first().waitFor();
      await workbench.steps().filter({ hasText: /announce-total.*not reached/ }).first().waitFor();
      await workbench.debugButton("Step Into").click();
      await workbench.pausedAt(file, 9);
      // The loop begins at 1: the first price has been left out.
      const index = workbench.variables().filter({ hasText: /^index\s*=\s*2/ });
      await workbench.until(() => workbench.debugButton("Step Over").click(), index);
      await workbench.expandVariable(workbench.variables().filter({ hasText: /^Local/ }), workbench.variables().filter({ hasText: /^sum\s*=\s*5/ }));
      // The view says where the run stands while the JavaScript debugger has the focus.
      await workbench.steps().filter({ hasText: /add-prices.*running/ }).first().waitFor();
      await workbench.leaveHover();
      await capture("step-into-body");
    });

    void tell("stepping off the end of the body stops before the next step", async ({ workbench, capture }) => {
      await workbench.until(() => workbench.debugButton("Step Out").click(), workbench.callStack().filter({ hasText: 'step.sendEvent "announce-total"' }));
      await workbench.variables().filter({ hasText: /^id\s*=\s*"announce-total"/ }).first().waitFor();
      await workbench.steps().filter({ hasText: /add-prices.*memoized.*30/ }).first().waitFor();
      await workbench.inlineValue(file, "= 30");
      await workbench.leaveHover();
      await capture("step-after-body");
    });

    void tell("a check box of the Steps view is a breakpoint, and holds while JavaScript has the focus", async ({ workbench, capture }) => {
      await workbench.debugButton("Step Back").click();
      await workbench.callStack().filter({ hasText: 'step.run "add-prices"' }).first().waitFor();
      await workbench.debugButton("Step Into").click();
      await workbench.pausedAt(file, 9);
      const row = workbench.steps().filter({ hasText: /announce-total/ });
      const box = row.getByRole("checkbox");
      // A row that is drawn anew passes over a click.
      await workbench.until(async () => { if (!(await box.isChecked())) await box.click(); }, workbench.page.locator(".codicon-debug-breakpoint"));
      await capture("steps-view");
      await workbench.debugButton("Continue").click();
      await workbench.callStack().filter({ hasText: 'step.sendEvent "announce-total"' }).first().waitFor();
      await workbench.until(async () => { if (await box.isChecked()) await box.click(); }, row.getByRole("checkbox", { checked: false }));
      await workbench.page.locator(".glyph-margin-widgets .codicon-debug-breakpoint").first().waitFor({ state: "hidden" });
    });

    void tell("a breakpoint between steps stops once for each pass", async ({ workbench, capture }) => {
      await workbench.goTo(16, 5);
      await workbench.page.keyboard.press("F9");
      await workbench.debugButton("Step Back").click();
      await workbench.callStack().filter({ hasText: 'step.run "add-prices"' }).first().waitFor();
      await workbench.debugButton("Step Over").click();
      await workbench.pausedAt(file, 16);
      await workbench.variables().filter({ hasText: /^withTax\s*=\s*36/ }).first().waitFor();
      await capture("breakpoint-between-steps");
      await workbench.debugButton("Step Over").click();
      await workbench.callStack().filter({ hasText: 'step.sendEvent "announce-total"' }).first().waitFor();
      await workbench.debugButton("Step Over").click();
      await workbench.callStack().filter({ hasText: "Run completed" }).first().waitFor();
      await workbench.steps().filter({ hasText: /announce-total.*memoized.*ids: \[[0-9A-Z]{26}\]/ }).first().waitFor();
      await workbench.inlineValue(file, "ids: [");
      await capture("inline-values");
      await workbench.debugButton("Continue").click();
      await workbench.debugButton("Stop").waitFor({ state: "hidden" });
      await workbench.debugConsole().filter({ hasText: /invoice-total.* completed: \{ rounded: 36 \}/ }).first().waitFor();
    });

    void tell("Restart in a body starts anew, Stop in a body leaves nothing", async ({ workbench, capture }) => {
      await workbench.focusEditor();
      await workbench.page.keyboard.press("F5");
      await workbench.callStack().filter({ hasText: 'step.run "add-prices"' }).first().waitFor();
      await workbench.debugButton("Step Into").click();
      await workbench.pausedAt(file, 9);
      await workbench.debugButton("Restart").click();
      await workbench.callStack().filter({ hasText: 'step.run "add-prices"' }).first().waitFor();
      assert.equal((await host.extensionProcesses("worker.js")).length, 1);
      await workbench.debugButton("Step Into").click();
      await workbench.pausedAt(file, 9);
      await capture("step-into-after-restart");
      await workbench.debugButton("Stop").click();
      await workbench.debugButton("Stop").waitFor({ state: "hidden" });
      for (const program of ["worker.js", "cli.js dap"]) assert.deepEqual(await host.extensionProcesses(program), []);
    });

    void tell("F5 in a Next.js app, into a step's body and into its server-only code", async ({ workbench, capture }) => {
      await workbench.openFile("receipt.ts");
      await workbench.lens("Debug").first().waitFor();
      await workbench.goTo(10, 5);
      await workbench.page.keyboard.press("F5");
      await workbench.callStack().filter({ hasText: 'step.run "find-order"' }).first().waitFor();
      await workbench.debugButton("Step Into").click();
      await workbench.pausedAt("receipt.ts", 11);
      await workbench.debugButton("Step Into").click();
      await workbench.pausedAt("orders.ts", 4);
      await capture("next-app");
      await workbench.debugButton("Continue").click();
      await workbench.debugButton("Stop").waitFor({ state: "hidden" });
      await workbench.debugConsole().filter({ hasText: /send-receipt.* completed: 49.9/ }).first().waitFor();
    });
  });
}
