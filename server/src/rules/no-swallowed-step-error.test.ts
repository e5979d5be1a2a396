import { test } from "node:test";
import { noSwallowedStepError as rule } from "./no-swallowed-step-error.ts";
import { check, checkFix } from "./testing.ts";

function inHandler(body: string): string {
  return `
//- /main.ts sdk:v4
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const found = "warning(no-swallowed-step-error): the step's failure is lost here, and the run goes on as if it had succeeded";

test("failures that nobody hears of", () => {
  check(rule, inHandler(`
    try {
      await step.run("a", () => 1);
    } catch {}
    //^^^^^^^^ ${found}
    try { if (event.data.x) await step.invoke("b", { function: other }); } catch (error) { } finally { done(); }
    //                                                                     ^^^^^^^^^^^^^^^^^ ${found}
    await step.run("c", () => 1).catch(() => {});
    //                                 ^^^^^^^^ ${found}
  `));
});

test("failures that are dealt with, or ignored with a word of why", () => {
  check(rule, inHandler(`
    try { await step.run("a", () => 1); } catch (error) { throw error; }
    try { await step.run("b", () => 1); } catch (error) { logger.error(error); }
    try { await step.run("c", () => 1); } catch { /* the mail is no more than a courtesy */ }
    try { await step.run("d", () => 1); } catch {
      // best effort
    }
    try { await step.run("e", () => 1); } catch { await step.run("undo", () => 1); }
    try { await step.run("f", () => 1); } finally { done(); }
    try { JSON.parse(event.data.text); } catch {}
    try { await step.sleep("g", "1h"); await step.waitForEvent("h", { event: "x", timeout: "1h" }); } catch {}
    await step.run("i", () => 1).catch(() => null);
    await step.run("j", () => 1).catch((error) => { report(error); });
    await step.run("k", async () => { try { await risky(); } catch {} });
    await other().catch(() => {});
  `));
});

test("the fix lets it through", () => {
  checkFix(rule, inHandler("try { await step.run(\"a\", () => 1); } catch {}"), inHandler("try { await step.run(\"a\", () => 1); } catch (error) { throw error; }"));
  checkFix(rule, inHandler("try { await step.run(\"a\", () => 1); } catch (cause) {\n}"), inHandler("try { await step.run(\"a\", () => 1); } catch (cause) { throw cause; }"));
  checkFix(rule, inHandler("await step.run(\"a\", () => 1).catch(() => {});"), inHandler("await step.run(\"a\", () => 1);"));
});
