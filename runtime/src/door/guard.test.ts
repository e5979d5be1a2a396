import assert from "node:assert/strict";
import { test } from "node:test";
import { findRefusal } from "./guard.ts";

const policy = { host: "127.0.0.1", origins: () => new Set(["http://127.0.0.1:8288", "http://localhost:3000"]) };
const ask = (caller: Partial<Parameters<typeof findRefusal>[0]>) => findRefusal({ host: "127.0.0.1:8288", origin: undefined, fetchSite: undefined, ...caller }, policy);

test("programs of this machine may ask, by its own names", () => {
  for (const host of ["127.0.0.1:8288", "localhost:8288", "LOCALHOST", "[::1]:8288", "app.localhost:8288", "host.docker.internal:8288", "192.168.1.5:8288"]) assert.equal(ask({ host }), undefined, host);
});

test("a name that a stranger can point here is refused", () => {
  for (const host of ["evil.example:8288", "localhost.evil.example", "127.0.0.1.evil.example", "", undefined, "evil.example@", "x y"]) assert.match(ask({ host }) ?? "", /use 127\.0\.0\.1 or localhost$/, host);
});

test("of pages, those of known origins may ask", () => {
  assert.equal(ask({ origin: "http://localhost:3000" }), undefined);
  for (const origin of ["https://evil.example", "null", "http://localhost:3001", "https://localhost:3000"]) assert.match(ask({ origin }) ?? "", /may not ask this server$/, origin);
  assert.match(ask({ fetchSite: "cross-site" }) ?? "", /may not ask this server$/);
  assert.equal(ask({ fetchSite: "none" }), undefined);
});
