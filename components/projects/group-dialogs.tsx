"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { GroupRow } from "@/components/grid/case-row";
import type { ActionResult } from "@/lib/contract/action-result";
import { DeleteDialog, NameDialog } from "./lazy-parts";

type Props = {
  renameGroup: (id: string, input: { name: string }) => Promise<ActionResult<void>>;
  deleteGroup: (id: string) => Promise<ActionResult<void>>;
  renaming: GroupRow | undefined;
  deleting: GroupRow | undefined;
  onClose: () => void;
};

/** Renaming or deleting one group, whichever has been asked for. */
export function GroupDialogs({ renaming, deleting, renameGroup, deleteGroup, onClose }: Props) {
  const t = useTranslations("projects");
  const format = useFormatter();
  if (renaming)
    return (
      <NameDialog
        title={t("renameGroupTitle", { name: renaming.name })}
        name={renaming.name}
        save={(input) => renameGroup(renaming.id, input)}
        onClose={onClose}
      />
    );
  return (
    deleting && (
      <DeleteDialog
        title={t("deleteGroupTitle", { name: deleting.name })}
        text={t("deleteGroupText", { count: format.number(deleting.caseCount) })}
        label={t("deleteGroup")}
        remove={() => deleteGroup(deleting.id)}
        onClose={onClose}
      />
    )
  );
}
