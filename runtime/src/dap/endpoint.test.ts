/** A durable endpoint debugged as a function is: it is called with a request that the launch configuration gives. */
import path from "node:path";
import { test } from "node:test";
import { createProject, sdks } from "./testing/project.ts";
import { checkTranscript, startTranscript } from "./testing/transcript.ts";

const program = `import { Inngest, step } from "inngest";
import { endpointAdapter } from "inngest/edge";
const inngest = new Inngest({ id: "app", endpointAdapter });
export const POST = inngest.endpoint(async (request: Request) => {
  const plan = new URL(request.url).searchParams.get("plan");
  const charge = await step.run("charge", () => ({ plan }));
  await step.sleep("a day", "1d");
  await step.sendEvent("tell", { name: "app/charged", data: charge });
  return new Response("charged " + charge.plan);
});
`;

for (const sdk of sdks) {
  test(`${sdk}: an endpoint stops before each step, and steps back`, async (t) => {
    const folder = createProject(t, { "route.ts": program }, sdk);
    const transcript = await startTranscript(t, folder);
    await transcript.launch({ program: path.join(folder, "route.ts"), stopOnEntry: true, event: { data: { method: "POST", url: "/checkout?plan=pro", body: { cart: 1 } } } });
    await transcript.until("stopped 1");
    await transcript.state(1, "Step", "Event");
    await transcript.request("next", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.request("next", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.state(1, "Step", "Memoized steps");
    await transcript.request("stepBack", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("terminated");
    checkTranscript(`endpoint-${sdk}`, await transcript.close());
  });
}
