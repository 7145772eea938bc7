"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { type CaseList, CasesView } from "@/components/case-list/cases-view";
import type { CountedPart } from "@/components/case-list/shown-parts";
import type { GroupRow } from "@/components/grid/case-row";
import { queryOf } from "@/components/selection/selection";
import { EmptyState } from "@/components/ui/empty-state";
import type { ActionResult } from "@/lib/contract/action-result";
import type { Permissions } from "@/lib/domain/verbs";
import { CreateGroup } from "./create-group";
import type { CreateGroupAction } from "./create-group-dialog";
import { GroupDialogs } from "./group-dialogs";
import { GroupTools } from "./group-tools";

type Props = Omit<CaseList, "by" | "path" | "parts" | "projectId"> & {
  projectId: string;
  groups: (GroupRow & CountedPart)[];
  may: Permissions;
  createGroup: CreateGroupAction;
  renameGroup: (id: string, input: { name: string }) => Promise<ActionResult<void>>;
  deleteGroup: (id: string) => Promise<ActionResult<void>>;
};

/** The groups of a project with their cases and what changes a group. */
export function ProjectView({ groups, may, createGroup, renameGroup, deleteGroup, ...list }: Props) {
  const { projectId, filter } = list;
  const t = useTranslations("projects");
  const [renaming, setRenaming] = useState<GroupRow>();
  const [deleting, setDeleting] = useState<GroupRow>();
  const groupOf = (id: string) => groups.find((group) => group.id === id);
  return (
    <>
      <CasesView
        {...list}
        by="group"
        path={`/projects/${projectId}`}
        parts={groups}
        empty={<NoGroups projectId={projectId} createGroup={may.create_group ? createGroup : null} />}
        tools={(group, select) => (
          <GroupTools
            group={group}
            caseType={groupOf(group.id)?.caseType}
            may={may}
            projectId={projectId}
            onSelect={select}
            onRename={() => setRenaming(groupOf(group.id))}
            onDelete={() => setDeleting(groupOf(group.id))}
          />
        )}
      />
      <noscript>
        <p className="mt-3">
          <a className="link" href={`/projects/${projectId}/print?${queryOf(filter)}`}>
            {t("wholeList")}
          </a>
        </p>
      </noscript>
      <GroupDialogs
        {...{ renaming, deleting, renameGroup, deleteGroup }}
        onClose={() => {
          setRenaming(undefined);
          setDeleting(undefined);
        }}
      />
    </>
  );
}

function NoGroups({ projectId, createGroup }: { projectId: string; createGroup: CreateGroupAction | null }) {
  const t = useTranslations("projects");
  return (
    <div className="panel">
      <EmptyState title={t("noGroups.title")}>
        <p>{t(createGroup ? "noGroups.text" : "noGroups.other")}</p>
        {createGroup && <CreateGroup create={createGroup} projectId={projectId} isPrimary />}
      </EmptyState>
    </div>
  );
}
