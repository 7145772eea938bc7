import { database } from "@/lib/server/kernel/database";
import { unsubscribe } from "@/lib/server/news/wishes";
import { UNCACHED } from "@/lib/web/response";
import { openEndpoint } from "@/lib/web/route";

type Context = { params: Promise<Record<string, string | string[] | undefined>> };
const tokenOf = async ({ params }: Context) => String((await params).token);

/** What a mail program asks by itself when its user wants no more mails of a kind (RFC 8058); people get the page. */
export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = openEndpoint(
  async (_, context) => {
    const location = `/unsubscribe/${encodeURIComponent(await tokenOf(context))}`;
    return new Response(null, { status: 303, headers: { ...UNCACHED, location } });
  },
  async (_, context) => {
    await unsubscribe(await database(null), await tokenOf(context));
    return new Response(null, { status: 204, headers: UNCACHED });
  },
);
