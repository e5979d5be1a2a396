/** A function with a mistake for each quick fix, for the tests of how an editor is offered them. */

/** @param client What the function imports its client from. */
export const everyFix = (client: string): string => `import { inngest } from "${client}";

export const everything = inngest.createFunction(
  { id: "everything", retries: 21, triggers: [{ event: "app/user.signup", if: "event.data.plna == team" }] },
  async ({ event, step }) => {
    let total = 0;
    step.run("a", () => 1);
    await step.run("a", () => 2);
    await step.run(\`b-\${Date.now()}\`, () => 3);
    await step.run("sum", () => { total += 1; });
    await step.sleep("nap", "1h30m");
    [1, 2].forEach(async (n) => { await step.run(\`each-\${n}\`, () => n); });
    await step.sendEvent({ name: "app/user.activated", data: { userId: "u" } });
    await step.sendEvent("typo", { name: "app/user.activated", data: { userID: "u" } });
    await step.sendEvent("none", { name: "app/user.activated", data: {} });
    await step.sendEvent("seconds", { nmae: "app/user.activated", data: { userId: "u" }, ts: Math.floor(Date.now() / 1000) });
    await step.sendEvent("slip", { name: "app/user.activted", data: { at: new Date() } });
    inngest.send({ name: "app/user.activated", data: { userId: "u" } });
    const late = await step.waitForEvent("late", { event: "app/trial.upgraded", timeout: "1d" });
    try { await step.run("hidden", () => late.data.userId); } catch {}
    await step.sleepUntil("later", new Date(Date.now() + 60_000));
    if (Math.random() > 0.5) await step.run("c", () => event.data.email);
    await fetch("https://example.com");
    return total;
  },
);
`;
