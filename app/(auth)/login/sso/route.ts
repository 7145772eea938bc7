import { beginLogIn } from "@/lib/web/sign-on";

/** To the provider of single sign-on, and from there back to `callbackUrl`. */
export const GET = (request: Request) => beginLogIn(new URL(request.url).searchParams);
