import assert from "node:assert/strict";
import { test } from "node:test";
import type { App } from "../apps/registration.ts";
import { createAskedApps } from "./asked-apps.ts";

const app = (id: string, url: string): App => ({ id, url, sdk: "js:v4", framework: "next", functions: [] });

test("an app is at the address it was asked at, as far as it is the same host", () => {
  const asked = createAskedApps((message) => { assert.fail(message); });
  const answer = (id: string, url: string, at: string): string => asked.answer(app(id, url), asked.createMark(at)).url;
  assert.equal(answer("a", "https://localhost:3000/api/inngest", "http://localhost:3000/api/inngest"), "http://localhost:3000/api/inngest");
  assert.equal(answer("b", "https://shop.example/api/inngest", "http://localhost:3001/api/inngest"), "https://shop.example/api/inngest", "a tunnel is the app's own wish");
  assert.equal(asked.answer(app("c", "https://localhost:3002/api"), null).url, "https://localhost:3002/api");
  assert.equal(asked.answer(app("c", "https://localhost:3002/api"), "guessed").url, "https://localhost:3002/api");
});

test("a mark answers once", () => {
  const asked = createAskedApps(() => undefined);
  const mark = asked.createMark("http://localhost:3000/");
  assert.equal(asked.isAsked(mark), true);
  asked.answer(app("a", "http://localhost:3000/"), mark);
  assert.deepEqual([asked.isAsked(mark), asked.hasAnswered(mark), asked.isAsked(null)], [false, true, false]);
  assert.equal(asked.hasAnswered(asked.createMark("http://localhost:3000/")), false);
});

test("two addresses with the same app are said once", () => {
  const told: string[] = [];
  const asked = createAskedApps((message) => { told.push(message); });
  for (const port of [3000, 3001, 3000, 3001]) asked.answer(app("shop", `http://localhost:${port}/api`), asked.createMark(`http://localhost:${port}/api`));
  assert.deepEqual(told, ["the apps at http://localhost:3000/api and http://localhost:3001/api are both called `shop`: runs go to whichever registered last; give one of their clients another id"]);
});
