import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCel } from "./cel.ts";

const variables = {
  event: { name: "app/order", data: { id: 5, text: "5", tags: ["a", "b"], user: { plan: "pro" }, zero: 0, amount: 12.5, encoded: "eyJ4Ijo3fQ==" } },
  async: { data: { id: 5, list: [1, 2, 3] } },
};

function run(source: string): unknown {
  const expression = parseCel(source);
  assert.ok(!("problem" in expression), `${source}: ${"problem" in expression ? expression.problem.message : ""}`);
  return expression.evaluate(variables, Date.UTC(2026, 0, 1));
}

const cases: readonly (readonly [string, unknown])[] = [
  ["event.data.id == async.data.id", true],
  ["event.data.id == event.data.text", false],
  ["event.data.id != event.data.text", true],
  ["event.data.missing == null", true],
  ["event.data.missing.deeper == async.data.also.missing", true],
  ["event.data.missing > 1", false],
  ["event.data.missing < 1", false],
  ["event.data.missing || \"fallback\"", "fallback"],
  ["event.data.user && event.data.user.plan", "pro"],
  ["event.data.zero || event.data.id", 5],
  ["event.data.id > \"4\"", true],
  ["\"b\" > \"a\"", true],
  ["\"order-\" + event.data.id", "order-5"],
  ["event.data.amount + 1", 13.5],
  ["event.data.amount * 2 - 1 >= 24", true],
  ["-event.data.id", -5],
  ["7 % 4", 3],
  ["event.data['user']['plan'] == 'pro'", true],
  ["event.data.tags[1]", "b"],
  ["event.data.tags[9]", null],
  ["\"a\" in event.data.tags && !(\"c\" in event.data.tags)", true],
  ["\"plan\" in event.data.user", true],
  ["has(event.data.user.plan) && !has(event.data.nothing)", true],
  ["event.data.tags.exists(tag, tag == 'b')", true],
  ["async.data.list.all(n, n > 1)", false],
  ["async.data.list.filter(n, n > 1).map(n, n * 2)", [4, 6]],
  ["async.data.list.exists_one(n, n == 2)", true],
  ["size(event.data.tags) == 2 && event.data.text.size() == 1", true],
  ["event.name.startsWith(\"app/\") && event.name.endsWith(\"order\") && event.name.contains(\"/\")", true],
  ["event.name.matches(\"^app/[a-z]+$\")", true],
  ["uppercase(event.data.user.plan)", "PRO"],
  ["json_parse(b64decode(event.data.encoded)).x", 7],
  ["date(\"2025-12-31\") < now()", true],
  ["date(\"2026-01-02\") < now_plus(\"1d12h\")", true],
  ["event.data.id == 5 ? \"yes\" : \"no\"", "yes"],
  ["[1, 2] == [1, 2] && {\"a\": 1} == {\"a\": 1}", true],
  ["event.data.constructor == null", true],
  ["1u == 1", true],
];

for (const [source, expected] of cases) test(source, () => { assert.deepEqual(run(source), expected); });

test("a source that is no expression gives its problem and place", () => {
  const broken = parseCel("event.data.x ==");
  assert.ok("problem" in broken);
  assert.deepEqual(broken.problem, { message: "Unexpected token: EOF", start: 15, end: 15 });
});

test("an unknown function is named", () => {
  assert.throws(() => run("shout(event.name)"), /no function `shout`/);
});
