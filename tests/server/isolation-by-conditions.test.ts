/** The isolation tests once more, with the policies of the tables open: the conditions of `access.ts` alone must be enough. */
jest.mock("@/lib/server/kernel/access", () => ({
  ...jest.requireActual("@/lib/server/kernel/access"),
  scopeOf: () => ({ role: "admin" }),
}));

import "./isolation.test";
import "./sight.test";
