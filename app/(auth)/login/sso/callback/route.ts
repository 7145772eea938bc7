import { endLogIn } from "@/lib/web/sign-on";

/** Back from the provider of single sign-on. */
export const GET = (request: Request) => endLogIn(new URL(request.url));
