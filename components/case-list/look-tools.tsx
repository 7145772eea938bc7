"use client";

import { Columns3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { useKept } from "@/components/sent";
import type { CaseColumn } from "@/components/grid/columns";
import { Menu } from "@/components/ui/menu";
import { onDemand } from "@/components/ui/on-demand";
import type { ListLook } from "@/lib/domain/case-columns";

const ColumnsDialog = onDemand(() => import("./columns-dialog").then((part) => part.ColumnsDialog));

export type KeepLook = (look: Partial<ListLook>) => Promise<void>;

type Props = { look: ListLook; columns: readonly CaseColumn[]; keepLook: KeepLook };

/** Which columns stand in the list and in what order, and how close its rows are. */
export function LookTools({ look, columns, keepLook }: Props) {
  const t = useTranslations("projects.look");
  const [isOpen, setOpen] = useState(false);
  const [isPending, startKeeping] = useTransition();
  const kept = useKept();
  return (
    <>
      <Menu
        label={t("title")}
        trigger={
          <>
            <Columns3 aria-hidden /> {t("title")}
          </>
        }
        items={[
          { id: "columns", label: t("choose"), onAction: () => setOpen(true) },
          {
            id: "density",
            label: t(look.isCompact ? "roomy" : "compact"),
            onAction: () =>
              startKeeping(async () => void (await kept(keepLook({ isCompact: !look.isCompact })))),
          },
        ]}
      />
      {isOpen && (
        <ColumnsDialog
          shown={columns.map(({ id }) => id)}
          isPending={isPending}
          onKeep={(wanted) =>
            startKeeping(async () => {
              if (await kept(keepLook({ columns: wanted }))) setOpen(false);
            })
          }
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
