import assert from "node:assert/strict";
import { test } from "node:test";
import { endpointId, readEndpointRequest, toEndpointData } from "./endpoint.ts";

const read = (given: Parameters<typeof toEndpointData>[0]) => readEndpointRequest({ name: "inngest/http.request", data: toEndpointData(given) });

test("a request as people write it", () => {
  assert.deepEqual(read(undefined), { method: "GET", url: "http://localhost:3000/", contentType: "", ip: "", body: "", functionId: "" });
  assert.deepEqual(read({ url: "/checkout?plan=pro", body: { cart: 1 } }), { method: "POST", url: "http://localhost:3000/checkout?plan=pro", contentType: "application/json", ip: "", body: '{"cart":1}', functionId: "" });
  assert.deepEqual(read({ method: "PUT", url: "https://shop.example/a b", body: "x=1", content_type: "application/x-www-form-urlencoded" }), {
    method: "PUT", url: "https://shop.example/a%20b", contentType: "application/x-www-form-urlencoded", ip: "", body: "x=1", functionId: "",
  });
});

test("what is no request is said in a sentence", () => {
  assert.match(String(toEndpointData({ url: 5 })), /^`event\.data\.url` is an address/);
  assert.match(String(toEndpointData({ url: "http://[" })), /^`event\.data\.url` is an address/);
  assert.match(String(toEndpointData({ method: "get it" })), /^`event\.data\.method` is an HTTP method/);
  assert.match(String(toEndpointData({ url: "ftp://x/y" })), /are an http address/);
});

test("an endpoint is named by its request, or as the app names it", () => {
  const named = (change: object) => { const request = read({ url: "/a/b?c", ...change }); return typeof request === "string" ? request : endpointId(request); };
  assert.deepEqual([named({}), named({ fn: "checkout" })], ["GET /a/b", "checkout"]);
});
