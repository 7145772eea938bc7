"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Menu } from "@/components/ui/menu";
import type { MenuEntry } from "@/components/ui/menu-popover";
import type { ActionResult } from "@/lib/contract/action-result";
import type { Permissions } from "@/lib/domain/verbs";
import { DeleteDialog, NameDialog } from "./lazy-parts";

export type ProjectToolsProps = {
  project: { id: string; name: string; caseCount: number };
  may: Permissions;
  hrefs: Record<"activity" | "export" | "print", string>;
  rename: (id: string, input: { name: string }) => Promise<ActionResult<void>>;
  remove: (id: string) => Promise<ActionResult<void>>;
};

/** What the owner may do with the project itself; on a phone, which has no room for buttons, where it leads too. */
export function ProjectTools({ project, may, hrefs, rename, remove }: ProjectToolsProps) {
  const t = useTranslations("projects");
  const [dialog, setDialog] = useState<"rename" | "delete">();
  const close = () => setDialog(undefined);
  const mayShape = may.rename_project && may.delete_project;
  const isFilled = project.caseCount > 0;
  const places = (["activity", "export", "print"] as const).map((id) => ({
    id,
    label: t(id),
    href: hrefs[id],
  }));
  const own: MenuEntry[] = mayShape
    ? [
        { id: "rename", label: t("rename"), onAction: () => setDialog("rename") },
        {
          id: "delete",
          label: t("delete"),
          isDanger: true,
          isDisabled: isFilled,
          description: isFilled ? t("cannotDelete", { count: project.caseCount }) : undefined,
          onAction: () => setDialog("delete"),
        },
      ]
    : [];
  const menu = (items: MenuEntry[]) => (
    <Menu
      label={t("menuOf", { name: project.name })}
      variant="secondary"
      size="md"
      trigger={<Ellipsis aria-hidden />}
      items={items}
    />
  );
  return (
    <>
      <span className="md:hidden">{menu([...places, ...own])}</span>
      {mayShape && <span className="max-md:hidden">{menu(own)}</span>}
      {dialog === "rename" && (
        <NameDialog
          title={t("renameTitle", { name: project.name })}
          name={project.name}
          save={(input) => rename(project.id, input)}
          onClose={close}
        />
      )}
      {dialog === "delete" && (
        <DeleteDialog
          title={t("deleteTitle", { name: project.name })}
          text={t("deleteText")}
          label={t("delete")}
          remove={() => remove(project.id)}
          onClose={close}
          then="/projects"
        />
      )}
    </>
  );
}
