import { route } from "@/lib/web/route";

export const GET = route(async ({ ctx: { actor } }) => {
  const { id, name, email, role, organisation } = actor;
  return { id, name, email, role, organisation };
});
