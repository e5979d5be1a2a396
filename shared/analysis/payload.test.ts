import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import type { PayloadArgument, ValueLiteral } from "./model.ts";
import { readCreatedPayload, readPayload } from "./payload.ts";
import { MemoryFiles } from "./testing/fixture.ts";

/** Payloads of every `send(…)` call in `/main.ts`. */
function payloadsOf(fixture: string): PayloadArgument[] {
  const files = MemoryFiles.of(fixture);
  const source = files.source("/main.ts");
  assert.ok(source);
  const found: PayloadArgument[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "send") found.push(readPayload(files, node.arguments[0], node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function showValue(value: ValueLiteral): string {
  switch (value.kind) {
    case "string": case "number": case "boolean": return value.value === undefined ? value.kind : JSON.stringify(value.value);
    case "object": return `{${[...value.properties.map((property) => `${property.key}:${showValue(property.value)}${property.asserted ? "!" : ""}`), ...(value.open ? ["..."] : [])].join(",")}}`;
    case "array": return `[${[...value.elements.map(showValue), ...(value.open ? ["..."] : [])].join(",")}]`;
    case "instance": return `new ${value.className}`;
    case "unknown": return "?";
    default: return value.kind;
  }
}

function show(payload: PayloadArgument): string {
  const events = payload.events.map((event) => {
    const name = event.either ? event.either.map((side) => (side.name.kind === "known" ? side.name.value : "?")).join(" or ") : event.name === undefined ? "-" : event.name.name.kind === "known" ? event.name.name.value : "?";
    return `${name}${event.asserted ? "!" : ""} ${showValue({ kind: "object", span: event.span, open: event.open, properties: event.properties.filter((property) => property.key !== "name") })}`;
  });
  const found = [payload.found, ...payload.invalid.map((element) => element.found)].filter((word) => word !== undefined);
  return [`${payload.unclear ? "unclear " : ""}${payload.kind}${payload.kind === "many" ? ` ${String(payload.count)}` : ""}`, ...events, ...found].join(" | ");
}

function checkPayloads(fixture: string, expected: readonly string[]): void {
  assert.deepEqual(payloadsOf(fixture).map(show), expected);
}

test("one event, many events, none", () => {
  checkPayloads(`
    send({ name: "a", data: { x: 1, "y-z": [true, null] } });
    send([{ name: "a" }, { name: "b" }]);
    send([]);
    send();
    send(...all);
  `, ["one | a {data:{x:1,y-z:[true,null]}}", "many 2 | a {} | b {}", "many 0", "missing", "unknown"]);
});

test("either side of a condition", () => {
  checkPayloads(`
    send(cond ? { name: "a" } : { name: "b", data: {} });
    send(cond ? { name: "a" } : [{ name: "b" }, { name: "c" }]);
    send(cond ? { name: "a" } : other);
    send(cond ? one : other);
    send([{ name: "a" }, cond ? { name: "b" } : other, ...(cond ? [{ name: "c" }] : []), ...rest]);
    const kept = cond ? { name: "a" } : { name: "b" };
    send(kept);
    send({ name: cond ? "a" : "b" });
    send({ name: cond ? "a" : other });
    send(users.map((user) => user.a ? { name: "a" } : make(user)));
  `, [
    "one | a {} | b {data:{}}", "many 2 | a {} | b {} | c {}", "unclear one | a {}", "unknown", "unclear many 2 | a {} | b {} | c {}",
    "one | a {} | b {}", "one | a or b {}", "one | ? {}", "unclear many 1 | a {}",
  ]);
});

test("what surely is no event", () => {
  checkPayloads('send("a"); send(5); send(null); send(() => {}); send([{ name: "a" }, "b", [1], unknown()]); send(undefined);',
    ["invalid | a string", "invalid | a number", "invalid | null", "invalid | a function", "unclear many 4 | a {} | a string | an array", "invalid | undefined"]);
});

test("what may be an event", () => {
  checkPayloads('send(x); send(make()); send(await y); send(users.map(toEvent)); send(cond ? a : b); send(new Thing()); send(this.e); send(a ?? b); function f(p) { send(p); }',
    ["unknown", "unknown", "unknown", "unknown", "unknown", "unknown", "unknown", "unknown", "unknown"]);
});

test("what a callback of map returns", () => {
  checkPayloads(`
    send(users.map((user) => ({ name: "a", data: { x: 1, user } })));
    send((users ?? []).map(function (user) { if (user.x) return { name: "a" }; return { name: "b" }; }) as any);
    const events = users.map(() => { const f = () => { return 1; }; return made; });
    const kept = users.map(() => ({ name: "k" }));
    if (kept.length > 0) send(kept);
    const changed = users.map(() => ({ name: "c" }));
    changed.forEach((event) => { event.data = {}; });
    send(changed);
    send(users.map((user) => [{ name: "a" }]));
    send(users.map(async () => load()));
    send(users.map((user) => ({ ...user })));
  `, ["many 1 | a {data:{x:1,user:?}}", "many 2 | a! {} | b! {}", "many 1 | k {}", "unknown", "unknown", "unknown", "many 1 | - {...}"]);
});

test("assertions are looked through, and remembered", () => {
  checkPayloads(`
    send(({ name: "a" } as any)!);
    send({ name: "a" } as const);
    send({ name: "a", data: { x: 1 } as any });
    send([{ name: "a" }] as never);
    send({ name: "a" } satisfies Event);
    const loose: any = { name: "a" };
    send(loose);
  `, ["one | a! {}", "one | a {}", "one | a {data:{x:1}!}", "many 1 | a! {}", "one | a {}", "one | a! {}"]);
});

test("variables that keep what they were given are read", () => {
  checkPayloads(`
    const NAME = "app/a";
    const data = { x: 1 };
    const event = { name: NAME, data };
    const again = event;
    send(event); send(again); send([event, ...[event]]);
    let name = "n"; name = "m";
    send({ name });
    const { deep } = { deep: "d" };
    send({ name: deep });
  `, ["one | app/a {data:{x:1}}", "one | app/a {data:{x:1}}", "many 2 | app/a {data:{x:1}} | app/a {data:{x:1}}", "one | ? {}", "one | d {}"]);
});

test("variables that may have changed are not", () => {
  for (const change of ["d.y = 2;", "d['y'] = 2;", "delete d.x;", "Object.assign(d, z);", "fill(d);", "d.x.y = 1;", "d.list.push(1);", "const e = d; e.y = 1;", "d = {};", "d.x++;", "for (const k of ks) d[k] = 1;"]) {
    checkPayloads(`let d = { x: 1 }; ${change} send({ name: "a", data: d });`, ["one | a {data:?}"]);
  }
  checkPayloads('import { d } from "./other"; send({ name: "a", data: d });\n//- /other.ts\nexport const d = { x: 1 };', ["one | a {data:?}"]);
});

test("reading a variable is no change", () => {
  for (const use of ["console.log(d);", "JSON.stringify(d);", "const x = d.x;", "if (d.x === 1) f();", "f({ ...d });"]) {
    checkPayloads(`const d = { x: 1 }; ${use} send({ name: "a", data: d });`, ["one | a {data:{x:1}}"]);
  }
});

test("spreads open an object and hide what stands before them", () => {
  checkPayloads(`
    send({ name: "a", ...rest });
    send({ ...rest, name: "a", data: { ...u, x: 1 } });
    const base = { name: "b", v: "1" };
    send({ ...base, data: { [key]: 1, x: 2 } });
    send({ ...(on && { id: "1" }), name: "a" });
  `, ["one | ? {...}", "one | a {data:{x:1,...},...}", "one | ? {v:?,data:{x:2,...}}", "one | a {...}"]);
});

test("values as far as their type is sure", () => {
  const payload = payloadsOf(`
    enum Plan { Free = "F" }
    const LIMIT = 5;
    send({ name: "a", data: {
      a: -1, b: \`t\${x}\`, c: "x" + y, d: x + y, e: 2 * y, f: !y, g: y === 1, h: new Date(), i: /x/, j: 1n, k: () => 1, l: undefined, m: LIMIT, n: Plan.Free,
      o: y ? 1 : 2, p: y ? 1 : "x", q: String(y), r: Math.floor(y), s: Date.now(), t: Object.freeze({ z: 1 }), u() {}, get v() { return 1 }, w: [...y, 1], x: NaN, y: void 0, z: class {},
    } });
  `)[0];
  assert.ok(payload);
  assert.equal(show(payload), 'one | a {data:{a:-1,b:string,c:string,d:?,e:number,f:boolean,g:boolean,h:new Date,i:regexp,j:bigint,k:function,l:undefined,m:5,n:"F",o:number,p:?,q:string,r:number,s:number,t:{z:1},u:function,v:?,w:[1,...],x:number,y:undefined,z:function}}');
});

test("names of its own hide JavaScript's", () => {
  checkPayloads('class Date {} const String = f; send({ name: "a", data: { a: new Date(), b: String(x) } });', ["one | a {data:{a:?,b:?}}"]);
});

test("a clock turned into seconds is recognised", () => {
  for (const clock of ["Math.floor(Date.now() / 1000)", "Date.now() / 1000", "Math.round(+new Date() / 1000)", "Math.trunc(d.getTime() / 1000)"]) {
    const value = payloadsOf(`send({ name: "a", ts: ${clock} });`)[0]?.events[0]?.properties[1]?.value;
    assert.ok(value?.kind === "number" && value.milliseconds, clock);
  }
  const value = payloadsOf('send({ name: "a", ts: Math.floor(x / 1000) });')[0]?.events[0]?.properties[1]?.value;
  assert.ok(value?.kind === "number" && !value.milliseconds);
});

test("events made by an event type", () => {
  const fixture = `
    import { eventType } from "inngest";
    const made = eventType("app/a", {});
    const other = { create: (x) => x };
    send(made.create({ x: 1 }, { id: "i", ts: 5 }));
    send([made.create({ x: 1 } as any), { name: made.name, data: {} }]);
    send({ name: made, data: {} });
    send(other.create({ x: 1 }));
    send(made.create(...args));
    const kept = made.create({});
    send(kept);
  `;
  checkPayloads(fixture, ["one | app/a {data:{x:1},id:\"i\",ts:5}", "many 2 | app/a {data:{x:1}!} | app/a {data:{}}", "one | app/a {data:{}}", "unknown", "one | app/a {...}", "unknown"]);
});

test("create calls are payloads of their own", () => {
  const files = MemoryFiles.of('import { eventType } from "inngest"; const made = eventType("app/a"); made.create({ x: 1 }); other.create({});');
  const source = files.source("/main.ts");
  assert.ok(source);
  const shown: string[] = [];
  ts.forEachChild(source, (statement) => {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return;
    const payload = readCreatedPayload(files, statement.expression);
    shown.push(payload ? show(payload) : "none");
  });
  assert.deepEqual(shown, ["one | app/a {data:{x:1}}", "none"]);
});

test("half-typed payloads do not throw", () => {
  const whole = 'import { eventType } from "inngest"; const e = eventType("a"); const d = { x: 1 }; send([{ name: e.name, data: { ...d, y: [1, d.x], z: `a${d}` } as any, ts: Math.floor(Date.now() / 1000) }, e.create(d, { id: "1" })]);';
  for (let length = 1; length <= whole.length; length++) payloadsOf(whole.slice(0, length));
});
