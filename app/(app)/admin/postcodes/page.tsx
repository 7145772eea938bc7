import { getTranslations } from "next-intl/server";
import { Postcodes } from "@/components/admin/postcodes";
import { buttonClass } from "@/components/ui/button-class";
import { listPostcodes } from "@/lib/server/places/postcodes";
import { filled, type Query } from "@/lib/web/page";
import { adminCtx } from "@/lib/web/session";
import { setPostcodeAction } from "../actions";

export const generateMetadata = async () => ({ title: (await getTranslations("admin"))("tabs.postcodes") });

export default async function PostcodesPage({ searchParams }: { searchParams: Query }) {
  const ctx = await adminCtx("/admin/postcodes", searchParams);
  const { q } = filled(await searchParams, ["q"]);
  const search = typeof q === "string" ? q : "";
  const t = await getTranslations("admin");
  const { rows, total } = await listPostcodes(ctx, search);
  return (
    <>
      <form method="get" className="mb-4 flex flex-wrap items-end gap-3">
        <label className="flex min-w-60 flex-col gap-1.5 text-sm font-medium">
          {t("searchPostcodes")}
          <input
            type="search"
            name="q"
            defaultValue={search}
            maxLength={100}
            className="min-h-10 rounded-md border border-line-strong bg-surface px-3 text-[0.9375rem] font-normal"
          />
        </label>
        <button type="submit" className={buttonClass()}>
          {t("search")}
        </button>
        <a href="/admin/postcodes/table.csv" className={buttonClass()}>
          {t("downloadTable")}
        </a>
      </form>
      <Postcodes rows={rows} total={total} set={setPostcodeAction} />
    </>
  );
}
