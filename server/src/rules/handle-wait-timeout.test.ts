import { test } from "node:test";
import { handleWaitTimeout as rule } from "./handle-wait-timeout.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

function inHandler(body: string): string {
  return `
//- /main.ts sdk:v4
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const found = (variable: string, member = "data"): string => `warning(handle-wait-timeout): \`${variable}\` is null when the wait times out, and reading \`${member}\` of it throws; check for null first`;
const direct = "warning(handle-wait-timeout): the result is null when the wait times out, and reading `data` of it throws; check for null first";

test("results that are read at once", () => {
  check(rule, inHandler(`
    const paid = await step.waitForEvent("paid", { event: "b", timeout: "1d" });
    await step.run("ship", () => ship(paid.data.orderId));
    //                                ^^^^^^^^^ ${found("paid")}
    if (paid) log(paid.data);
    const signal = await step.waitForSignal("signal", { signal: "s", timeout: "1d" });
    const { data: answer } = signal!;
    //    ^^^^^^^^^^^^^^^^ ${found("signal")}
    const { data } = await step.waitForEvent("other", { event: "b", timeout: "1d" });
    //    ^^^^^^^^ ${direct}
    const id = (await step.waitForEvent("third", { event: "b", timeout: "1d" }) as Paid).data.id;
    //         ${"^".repeat(78)} ${direct}
    const [, late] = await Promise.all([step.sendEvent("ask", { name: "b" }), step.waitForEvent("late", { event: "c", timeout: "1d" })]);
    return late!["data"];
    //     ^^^^^^^^^^^^^ ${found("late", '"data"')}
  `));
});

test("results that something looks at first", () => {
  check(rule, inHandler(`
    const wait = (id) => step.waitForEvent(id, { event: "b", timeout: "1d" });
    const a = await step.waitForEvent("a", { event: "b", timeout: "1d" });
    if (!a) return;
    use(a.data);
    const b = await step.waitForEvent("b", { event: "b", timeout: "1d" });
    assert(b, "timed out");
    use(b.data);
    const c = await step.waitForEvent("c", { event: "b", timeout: "1d" });
    use(c?.data.x, c?.name);
    const d = await step.waitForEvent("d", { event: "b", timeout: "1d" });
    const timedOut = d === null;
    if (!timedOut) use(d.data);
    const e = await step.waitForEvent("e", { event: "b", timeout: "1d" });
    const f = e && e.data;
    const g = (await step.waitForEvent("g", { event: "b", timeout: "1d" })) ?? { data: { by: "timeout" } };
    use(g.data);
    const h = (await step.waitForEvent("h", { event: "b", timeout: "1d" }))?.data;
    let i = await step.waitForEvent("i", { event: "b", timeout: "1d" });
    while (!i) i = await step.waitForEvent("again", { event: "b", timeout: "1d" });
    use(i.data);
    try {
      const j = await step.waitForEvent("j", { event: "b", timeout: "1d" });
      use(j.data);
    } catch { await step.run("timed-out", () => tell()); }
    const k = await step.waitForEvent("k", { event: "b", timeout: "1d" });
    switch (k?.data.kind) { case "x": use(k.data); }
    const l = await wait("l");
    const ok = isAnswered(l) ? l.data : 0;
    const [m = fallback] = await Promise.all([step.waitForEvent("m", { event: "b", timeout: "1d" })]);
    use(m.data);
    await step.waitForEvent("n", { event: "b", timeout: "1d" });
    return step.waitForEvent("o", { event: "b", timeout: "1d" });
  `));
});

test("the fix adds a guard", () => {
  checkFix(rule, inHandler(`
    const paid = await step.waitForEvent("paid", {
      event: "b",
      timeout: "1d",
    });
    await step.run("ship", () => ship(paid.data.orderId));
  `), inHandler(`
    const paid = await step.waitForEvent("paid", {
      event: "b",
      timeout: "1d",
    });
    if (!paid) return;
    await step.run("ship", () => ship(paid.data.orderId));
  `));
  checkNoFix(rule, inHandler(`const { data } = await step.waitForEvent("paid", { event: "b", timeout: "1d" });`));
});
