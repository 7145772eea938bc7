import { getTranslations } from "next-intl/server";
import { AdminTabs } from "@/components/admin/admin-tabs";
import { adminCtx } from "@/lib/web/session";

export default async function AdminLayout({ children }: { children: React.ReactNode }) {
  await adminCtx("/admin");
  const t = await getTranslations("admin");
  return (
    <>
      <h1 className="mb-4">{t("title")}</h1>
      <AdminTabs />
      {children}
    </>
  );
}
