"use client";

import { useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import type { ActionFacts } from "@/components/actions/offers";
import type { GroupRow, ShownGroup } from "@/components/grid/case-row";
import { SelectingHint } from "@/components/selection/selecting-hint";
import { NOTHING, queryOf, selectedBy } from "@/components/selection/selection";
import { useSelection } from "@/components/selection/selection-state";
import { useProjectSelection, useTarget } from "@/components/selection/use-project-selection";
import { EmptyState } from "@/components/ui/empty-state";
import type { ActionResult } from "@/lib/contract/action-result";
import type { CaseFilter } from "@/lib/domain/case-filter";
import type { Permissions } from "@/lib/domain/verbs";
import { CreateGroup } from "./create-group";
import type { CreateGroupAction } from "./create-group-dialog";
import { GroupDialogs } from "./group-dialogs";
import { GroupTools } from "./group-tools";
import { ProjectBar } from "./project-bar";
import { ProjectCases } from "./project-cases";
import { projectHref } from "./project-href";
import { ProjectStatus } from "./project-status";
import { useTitle } from "./project-title";
import { useLook, useShownCases } from "./shown-cases";
import { type CountedGroup, shownOf } from "./shown-groups";

type Props = ActionFacts & {
  project: { id: string; name: string; caseCount: number };
  groups: CountedGroup[];
  /** Every case that matches (`packRows`); null when they are too many to be sent at once. */
  packedRows: string | null;
  filter: CaseFilter;
  sort: string;
  /** Differs whenever the page has been read anew. */
  stamp: string;
  may: Permissions;
  createGroup: CreateGroupAction;
  renameGroup: (id: string, input: { name: string }) => Promise<ActionResult<void>>;
  deleteGroup: (id: string) => Promise<ActionResult<void>>;
};

/** The groups and cases of a project with the selection and what can be done with it. */
export function ProjectView(props: Props) {
  const { project, groups, filter, sort, may, createGroup, renameGroup, deleteGroup, ...facts } = props;
  const t = useTranslations("projects");
  const [renaming, setRenaming] = useState<GroupRow>();
  const [deleting, setDeleting] = useState<GroupRow>();
  const { filtered, loaded, open, more } = useShownCases(props);
  const state = useSelection({ projectId: project.id, loaded });
  const { selection, size, rowOf } = state;
  const { isOnly, shownGroups, setOnly } = useLook(filter, groups, filtered, rowOf);
  const at = { projectId: project.id, filter, state };
  const choose = useProjectSelection({ ...at, caseCount: project.caseCount, groups: shownGroups });
  const target = useTarget({ ...at, groups: filtered });
  const selectedIds = useMemo(
    () =>
      selection.kind === "ids"
        ? new Set(selection.versions.keys())
        : new Set([...loaded.values()].filter(selectedBy(selection)).map((row) => row.id)),
    [selection, loaded],
  );
  const goToRef = useRef<(groupId: string) => void>(() => {});
  useTitle(project.name, size);

  const isFiltered = Object.keys(filter).length > 0;
  const clear = () => {
    if (size === 0) return;
    setOnly(null);
    state.replace(NOTHING, t("cleared"), selection);
  };
  const tools = (group: ShownGroup) => (
    <GroupTools
      group={group}
      may={may}
      projectId={project.id}
      onSelect={(one) =>
        choose.selectPart(
          { group: [group.id], ...(one && { state: [one] }) },
          one ? group.counts[one] : group.shown,
        )
      }
      onRename={() => setRenaming(group)}
      onDelete={() => setDeleting(group)}
    />
  );
  return (
    <>
      <ProjectStatus
        groups={shownGroups}
        total={project.caseCount}
        isFiltered={isFiltered}
        isOnly={isOnly}
        onShowAll={() => setOnly(null)}
        onGoTo={(groupId) => goToRef.current(groupId)}
      />
      {shownOf(shownGroups) > 0 && <SelectingHint />}
      {groups.length === 0 ? (
        <NoGroups projectId={project.id} createGroup={may.create_group ? createGroup : null} />
      ) : (
        <ProjectCases
          project={project}
          groups={shownGroups}
          {...{ filter, sort, isFiltered, isOnly, selectedIds, choose, rowOf, goToRef }}
          onClear={clear}
          onRestore={state.restore}
          onOpen={open}
          onMore={more}
          groupTools={tools}
        />
      )}
      <noscript>
        <p className="mt-3">
          <a className="link" href={`/projects/${project.id}/print?${queryOf(filter)}`}>
            {t("wholeList")}
          </a>
        </p>
      </noscript>
      <ProjectBar
        {...{ facts, state, target, groups, isOnly }}
        onLook={setOnly}
        onClear={clear}
        hrefOf={(wanted) => projectHref(project.id, wanted, sort)}
      />
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
