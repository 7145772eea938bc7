import type { IncomingMessage } from "node:http";
import { inLine, isVisitor } from "@/lib/front/visitors.mjs";

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test("two visitors are answered at a time, all in the end, and one that fails gives its place back", async () => {
  let now = 0;
  let most = 0;
  const answer = async (i: number) => {
    now += 1;
    most = Math.max(most, now);
    await wait(5);
    now -= 1;
    if (i === 3) throw new Error("broken");
  };
  const all = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => inLine(() => answer(i))));
  expect(most).toBe(2);
  expect(all.filter(({ status }) => status === "rejected")).toHaveLength(1);
});

test("answers that are never read to their end keep no places", async () => {
  const never = Array.from({ length: 2 }, () => inLine(() => new Promise<void>(() => {})));
  expect(never).toHaveLength(2);
  let isIn = false;
  await inLine(async () => {
    isIn = true;
  });
  expect(isIn).toBe(true);
});

test.each<[string, Record<string, string>, boolean, method?: string]>([
  ["/api/docs", {}, true],
  ["/login", { cookie: "language=da" }, true],
  ["/projects", { cookie: "__Secure-next-auth.session-token=x" }, false],
  ["/api/v1/projects", { authorization: "Bearer x" }, false],
  ["/_next/static/a.js", {}, false],
  ["/api/health", {}, false],
  ["/api/health?x", {}, false],
  ["/api/auth/callback/credentials", {}, false, "POST"],
])("%s with %j", (url, headers, expected, method = "GET") => {
  expect(isVisitor({ method, url, headers } as unknown as IncomingMessage)).toBe(expected);
});
