import { DomainError } from "@/lib/domain/error";
import { route } from "@/lib/web/route";

const nothingHere = route(async () => {
  throw new DomainError("not_found");
});

export {
  nothingHere as DELETE,
  nothingHere as GET,
  nothingHere as PATCH,
  nothingHere as POST,
  nothingHere as PUT,
};
