import { test } from "node:test";
import { servedMethods as rule } from "./served-methods.ts";
import { check, checkFix } from "./testing.ts";

const route = (rest: string, from = "inngest/next"): string => `//- /app/api/inngest/route.ts sdk:v4\nimport { Inngest } from "inngest";\nimport { serve } from "${from}";\nconst client = new Inngest({ id: "app" });\n${rest}\n`;
const PUT = "warning(served-methods): functions are served without `PUT`, with which Inngest registers them";
const POST = "warning(served-methods): functions are served without `POST`, with which Inngest calls them";

test("a route file that lacks a method", () => {
  check(rule, route(`export const { GET, POST } = serve({ client, functions: [] });\n           //^^^^^^^^^^^^^ ${PUT}`));
  check(rule, route(`export const { GET, PUT } = serve({ client, functions: [] });\n           //^^^^^^^^^^^^ ${POST}`, "inngest/astro"));
  check(rule, route(`export const { GET } = serve({ client, functions: [] });\n           //^^^^^^^ ${POST}, and \`PUT\`, with which Inngest registers them`));
  check(rule, route(`const handler = serve({ client, functions: [] });\nexport { handler as GET, handler as POST };\n     //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${PUT}`));
  check(rule, route(`const handler = serve({ client, functions: [] });\n  export const POST = handler.POST;\n//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${PUT}`, "inngest/sveltekit"));
});

test("route files that have them, and other ways to serve", () => {
  for (const whole of [
    "export const { GET, POST, PUT } = serve({ client, functions: [] });",
    "export const { POST, PUT } = serve({ client, functions: [] });",
    "export const { GET, POST } = serve({ client, functions: [] });\nexport async function PUT(request: Request) { return Response.json({}); }",
    "const handler = serve({ client, functions: [] });\nexport { handler as GET, handler as POST, handler as PUT };",
    "const handler = serve({ client, functions: [] });\nexport const GET = handler.GET;\nexport const POST = handler.POST;\nexport const PUT = handler.PUT;",
    "const handler = serve({ client, functions: [] });\nexport const GET = withAuth(handler.GET);\nexport const POST = withAuth(handler.POST);",
    "const { GET, POST, PUT } = serve({ client, functions: [] });\nexport { GET, POST, PUT };",
    "export const { GET, POST } = serve({ client, functions: [] });\nexport * from \"./registration\";",
    "export const { GET, ...others } = serve({ client, functions: [] });",
    "export default serve({ client, functions: [] });",
    "const handler = serve({ client, functions: [] });\nexport default handler;",
    "const { GET, POST } = serve({ client, functions: [] });\nrouter.get(\"/api/inngest\", GET);",
  ]) check(rule, route(whole));
  check(rule, route("export const { GET, POST } = serve({ client, functions: [] });", "inngest/edge"));
  check(rule, route("const handler = serve({ client, functions: [] });\nexport { handler as action, handler as loader };", "inngest/remix"));
  check(rule, "//- /route.ts sdk:v4\nimport { serve } from \"./server\";\nexport const { GET, POST } = serve({ client, functions: [] });");
});

test("the fix exports them", () => {
  checkFix(rule, route("export const { GET, POST } = serve({ client, functions: [] });"), route("export const { GET, POST, PUT } = serve({ client, functions: [] });"));
  checkFix(rule, route("export const { POST, } = serve({ client, functions: [] });"), route("export const { POST, GET, PUT, } = serve({ client, functions: [] });"));
  checkFix(rule, route("const handler = serve({ client, functions: [] });\nexport { handler as GET };"), route("const handler = serve({ client, functions: [] });\nexport { handler as GET, handler as POST, handler as PUT };"));
  checkFix(rule, route("const handler = serve({ client, functions: [] });\nexport const GET = handler.GET;\nexport const POST = handler.POST;"), route("const handler = serve({ client, functions: [] });\nexport const GET = handler.GET;\nexport const POST = handler.POST;\nexport const PUT = handler.PUT;"));
});
