import { createServer } from "node:http";
import { serve } from "inngest/node";
import { inngest } from "./inngest/client.ts";
import { billingMonthClosed, trialStarted, trialUpgraded, userSignup } from "./inngest/events.ts";
import { functions } from "./inngest/index.ts";

const inngestHandler = serve({ client: inngest, functions });
const port = Number(process.env["PORT"] ?? 3000);

/** What the app's own pages would send; `curl -X POST localhost:3000/signup` and the like. */
const actions: Record<string, () => Promise<unknown>> = {
  "/signup": () => inngest.send(userSignup.create({ email: "ada@example.com", name: "Ada Lovelace" })),
  "/trial": () => inngest.send(trialStarted.create({ userId: "user_ada_example_com", plan: "team" })),
  "/upgrade": () => inngest.send(trialUpgraded.create({ userId: "user_ada_example_com", plan: "team" })),
  "/close-month": () => inngest.send(billingMonthClosed.create({ month: "2026-11" })),
};

createServer(async (request, response) => {
  const path = request.url?.split("?")[0] ?? "/";
  if (path === "/api/inngest") return inngestHandler(request, response);

  const action = request.method === "POST" ? actions[path] : undefined;
  if (action === undefined) {
    response.writeHead(404).end("not found\n");
    return;
  }
  response.end(`${JSON.stringify(await action())}\n`);
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}`));
