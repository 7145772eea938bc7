import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/me", {
  GET: async ({ ctx: { actor } }) => {
    const { id, name, email, role, organisation } = actor;
    return { id, name, email, role, organisation };
  },
});
