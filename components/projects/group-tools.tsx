"use client";

import { ChevronDown, Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ShownPart } from "@/components/grid/case-row";
import { StateBar } from "@/components/state-bar";
import { Menu } from "@/components/ui/menu";
import type { MenuEntry } from "@/components/ui/menu-popover";
import type { Permissions } from "@/lib/domain/verbs";
import { CASE_STATES, type CaseState, type CaseType } from "@/lib/domain/vocabulary";

type Props = {
  group: ShownPart;
  caseType: CaseType | undefined;
  may: Permissions;
  projectId: string;
  onSelect: (state?: CaseState) => void;
  onRename: () => void;
  onDelete: () => void;
};

/** What stands in a group's row: its name, type and cases, and what can be done with it. */
export function GroupTools({ group, caseType, may, projectId, ...events }: Props) {
  const t = useTranslations("projects");
  const words = useTranslations("domain");
  const mayShape = may.rename_group && may.delete_group;
  return (
    <>
      <span className="flex min-w-0 items-center gap-x-3 max-md:grow max-md:flex-col max-md:items-start">
        <strong className="max-w-full font-semibold break-words max-md:line-clamp-2 max-md:text-sm max-md:leading-tight md:truncate">
          {group.name}
        </strong>
        {caseType && (
          <span className="shrink-0 rounded-full border border-line-strong px-2 text-sm text-muted max-md:sr-only">
            {words(`caseType.${caseType}`)}
          </span>
        )}
        <span className="max-w-full shrink-0 truncate text-sm text-muted">
          {group.caseCount === 0
            ? t("emptyGroup")
            : group.shown === group.caseCount
              ? t("caseCount", { count: group.caseCount })
              : t("shownOf", { shown: group.shown, count: group.caseCount })}
        </span>
      </span>
      {group.shown > 0 && <StateBar counts={group.counts} className="!w-28 shrink-0 max-lg:hidden" />}
      <span className="ml-auto flex shrink-0 items-center gap-1">
        {may.import_cases && <AddMenu group={group} projectId={projectId} />}
        {(mayShape || group.shown > 0) && <GroupMenu group={group} mayShape={mayShape} {...events} />}
      </span>
    </>
  );
}

/** The ways to add addresses to a group. */
function AddMenu({ group, projectId }: Pick<Props, "group" | "projectId">) {
  const t = useTranslations("projects");
  const add = (tab: string) => `/projects/${projectId}/import?group=${group.id}&tab=${tab}`;
  return (
    <Menu
      label={t("addAddressTo", { name: group.name })}
      variant="secondary"
      trigger={
        <>
          <span className="max-md:hidden">{t("addAddress")}</span>
          <span className="md:hidden">{t("add")}</span>
          <ChevronDown aria-hidden />
        </>
      }
      items={[
        { id: "type", label: t("typeAddresses"), href: add("type") },
        { id: "range", label: t("createRange"), href: add("range") },
        { id: "excel", label: t("importExcel"), href: add("excel") },
        { id: "template", label: t("template"), href: `/api/v1/groups/${group.id}/template.xlsx` },
      ]}
    />
  );
}

type GroupMenuProps = Pick<Props, "group" | "onSelect" | "onRename" | "onDelete"> & { mayShape: boolean };

/** Selects the group's cases, and changes the group itself. */
function GroupMenu({ group, mayShape, onSelect, onRename, onDelete }: GroupMenuProps) {
  const t = useTranslations("projects");
  const isFilled = group.caseCount > 0;
  const select: MenuEntry[] = [
    { id: "all", label: t("selectInGroup", { count: group.shown }), onAction: () => onSelect() },
    {
      id: "states",
      label: t("selectByState"),
      items: CASE_STATES.filter((state) => group.counts[state] > 0).map((state) => ({
        id: state,
        label: t("selectState", { state, count: group.counts[state] }),
        onAction: () => onSelect(state),
      })),
    },
  ];
  const shape: MenuEntry[] = [
    { id: "rename", label: t("renameGroup"), onAction: onRename },
    {
      id: "delete",
      label: t("deleteGroup"),
      isDanger: true,
      isBlocked: isFilled,
      description: isFilled ? t("cannotDeleteGroup", { count: group.caseCount }) : undefined,
      onAction: isFilled ? undefined : onDelete,
    },
  ];
  return (
    <Menu
      label={t("menuOf", { name: group.name })}
      trigger={<Ellipsis aria-hidden />}
      items={[...(group.shown > 0 ? select : []), ...(mayShape ? shape : [])]}
    />
  );
}
