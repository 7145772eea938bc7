import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { ExaminedPart, Examining, Findings, OperationsHead } from "@/components/admin/operations";
import type { Ctx } from "@/lib/server/kernel/context";
import { examineSystem, type Part } from "@/lib/server/operating/examination";
import { currentLocale } from "@/lib/web/i18n";
import { adminCtx } from "@/lib/web/session";

const PATH = "/admin/operations";

export const generateMetadata = async () => ({ title: (await getTranslations("admin"))("tabs.operations") });

/** How the running system is, a line each; the page is there before the lines. */
export default async function OperationsPage() {
  const ctx = await adminCtx(PATH);
  return (
    <>
      <OperationsHead />
      {(["here", "outside"] as const).map((part) => (
        <ExaminedPart key={part} part={part}>
          <Suspense fallback={<Examining />}>
            <Examined ctx={ctx} part={part} />
          </Suspense>
        </ExaminedPart>
      ))}
    </>
  );
}

async function Examined({ ctx, part }: { ctx: Ctx; part: Part }) {
  return <Findings findings={await examineSystem(ctx, part, await currentLocale())} at={ctx.now} />;
}
