"use client";

import { ChevronDown, Ellipsis, X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { CaseActions } from "@/components/cases/case-actions";
import type { CaseRow, GroupRow } from "@/components/cases/case-row";
import { CaseTable } from "@/components/cases/case-table";
import { type ActionFacts, type OutcomeAnswer, targetOf } from "@/components/cases/offers";
import {
  NOTHING,
  type Selection,
  storedSelection,
  storeSelection,
  toggled,
  toggledAll,
  without,
  withRange,
  withRows,
} from "@/components/cases/selection";
import { useTellOutcome } from "@/components/cases/undo";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Menu } from "@/components/ui/menu";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/domain/action-result";
import { CASE_STATES } from "@/lib/domain/vocabulary";
import { CreateGroup, type CreateGroupAction } from "./create-group";
import { DeleteDialog } from "./delete-dialog";
import { NameDialog } from "./name-dialog";

type Props = ActionFacts & {
  project: { id: string; name: string; caseCount: number };
  groups: GroupRow[];
  rows: CaseRow[];
  isFiltered: boolean;
  /** Only the first so many rows are here when there are more. */
  isCut: boolean;
  isOwner: boolean;
  createGroup: CreateGroupAction;
  renameGroup: (id: string, input: { name: string }) => Promise<ActionResult<void>>;
  deleteGroup: (id: string) => Promise<ActionResult<void>>;
};

/** Above so many cases the groups begin closed, so that the page is there at once. */
const OPEN_BELOW = 400;

/** The groups and cases of a project with the selection and what can be done with it. */
export function ProjectView(props: Props) {
  const {
    project,
    groups,
    rows,
    isFiltered,
    isCut,
    isOwner,
    createGroup,
    renameGroup,
    deleteGroup,
    ...facts
  } = props;
  const t = useTranslations("projects");
  const format = useFormatter();
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [openings, setOpenings] = useState<Record<string, boolean>>({});
  const [renaming, setRenaming] = useState<GroupRow>();
  const [deleting, setDeleting] = useState<GroupRow>();
  const [isHintClosed, setHintClosed] = useState(false);
  const [onlySelected, setOnlySelected] = useState(false);
  const last = useRef<string | null>(null);
  const isRestored = useRef(false);

  // The tab's memory exists only in the browser, so it is read after the first drawing.
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- it cannot be read while drawing on the server
    setSelection(storedSelection(project.id));
    isRestored.current = true;
  }, [project.id]);
  useEffect(() => {
    if (isRestored.current) storeSelection(project.id, selection);
  }, [project.id, selection]);

  const isDefaultOpen = rows.length <= OPEN_BELOW;
  const shownGroups = useMemo(() => {
    const byGroup = new Map<string, CaseRow[]>(groups.map((group) => [group.id, []]));
    for (const row of rows) if (!onlySelected || selection.has(row.id)) byGroup.get(row.groupId)?.push(row);
    return groups.map((group) => ({
      ...group,
      rows: byGroup.get(group.id) ?? [],
      isOpen: openings[group.id] ?? (isDefaultOpen || onlySelected),
    }));
  }, [groups, rows, openings, isDefaultOpen, onlySelected, selection]);

  const visible = useMemo(
    () => shownGroups.filter((group) => group.isOpen).flatMap((group) => group.rows),
    [shownGroups],
  );
  const visibleNow = useRef(visible);
  useEffect(() => {
    visibleNow.current = visible;
  }, [visible]);

  const toggle = useCallback((row: CaseRow, { range }: { range: boolean }) => {
    const from = last.current;
    last.current = row.id;
    setSelection((before) =>
      range && from ? withRange(before, visibleNow.current, from, row.id) : toggled(before, row),
    );
  }, []);
  const clear = () => {
    if (selection.size === 0) return;
    const before = selection;
    setSelection(NOTHING);
    setOnlySelected(false);
    notify({
      message: t("cleared"),
      actionLabel: t("restore"),
      onAction: () => setSelection(before),
      seconds: 10,
    });
  };
  const deselect = (ids: string[]) => {
    const before = selection;
    setSelection(without(selection, ids));
    notify({
      message: t("deselected", { count: ids.length }),
      actionLabel: t("restore"),
      onAction: () => setSelection(before),
      seconds: 10,
    });
  };

  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const selected = useMemo(
    () =>
      [...selection].map(([id, version]) => {
        const row = byId.get(id);
        // What the page shows now is what its reader has seen.
        return {
          id,
          version: row?.version ?? version,
          state: row?.state,
          caseType: row?.caseType,
          number: row?.number,
          address: row?.address,
        };
      }),
    [selection, byId],
  );
  const hidden = selected.filter((row) => row.state === undefined).length;
  const groupsOfSelection = new Set(rows.filter((row) => selection.has(row.id)).map((row) => row.groupId))
    .size;

  const tell = useTellOutcome();
  const done = (outcome: OutcomeAnswer) => {
    const skipped = new Set([...outcome.blocked.map(({ caseId }) => caseId), ...outcome.missing]);
    setSelection((before) => new Map([...before].filter(([id]) => skipped.has(id))));
    setOnlySelected(false);
    tell(outcome);
  };

  const show = (ids: string[]) => {
    const before = selection;
    notify({
      message: t("deselected", { count: before.size - ids.length }),
      actionLabel: t("restore"),
      onAction: () => setSelection(before),
      seconds: 10,
    });
    setSelection(new Map(ids.map((id) => [id, before.get(id) ?? byId.get(id)?.version ?? 1])));
    setOnlySelected(true);
  };

  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 text-sm text-muted">
        <p role="status">
          {onlySelected
            ? t("showingSelected", { count: rows.filter((row) => selection.has(row.id)).length })
            : isFiltered
              ? t("showingFiltered", { shown: rows.length, total: project.caseCount })
              : t("showing", { count: rows.length })}
          {onlySelected && (
            <Button size="sm" variant="quiet" onPress={() => setOnlySelected(false)} className="ml-2">
              {t("showAll")}
            </Button>
          )}
        </p>
        {rows.length > 0 && (
          <div className="flex items-center gap-2">
            <Menu
              label={t("selectMenu")}
              trigger={
                <>
                  {t("select")} <ChevronDown aria-hidden />
                </>
              }
              items={[
                {
                  id: "all",
                  label: t(isFiltered ? "selectFiltered" : "selectProject", { count: rows.length }),
                  onAction: () => setSelection((before) => withRows(before, rows)),
                },
                ...CASE_STATES.map((state) => ({ state, of: rows.filter((row) => row.state === state) }))
                  .filter(({ of }) => of.length > 0)
                  .map(({ state, of }) => ({
                    id: state,
                    label: t("selectState", { state, count: of.length }),
                    onAction: () => setSelection((before) => withRows(before, of)),
                  })),
                { id: "none", label: t("selectNone"), onAction: clear },
              ]}
            />
          </div>
        )}
      </div>
      {isCut && <p className="mb-3 text-sm text-warning">{t("cut", { count: rows.length })}</p>}
      {rows.length > 0 && !isHintClosed && (
        <p className="mb-3 flex items-center gap-2 rounded-md bg-accent-tint px-3 py-1.5 text-sm">
          <span className="grow pointer-coarse:hidden">{t("hint")}</span>
          <span className="hidden grow pointer-coarse:inline">{t("hintTouch")}</span>
          <Button size="sm" variant="quiet" aria-label={t("closeHint")} onPress={() => setHintClosed(true)}>
            <X aria-hidden />
          </Button>
        </p>
      )}
      {groups.length === 0 ? (
        <div className="panel">
          <EmptyState title={t("noGroups.title")}>
            <p>{t(isOwner ? "noGroups.text" : "noGroups.other")}</p>
            {isOwner && <CreateGroup create={createGroup} projectId={project.id} isPrimary />}
          </EmptyState>
        </div>
      ) : (
        <div className="panel overflow-x-auto">
          <CaseTable
            groups={shownGroups}
            selection={selection}
            onToggle={toggle}
            onToggleGroup={(group) => setSelection((before) => toggledAll(before, group.rows))}
            onToggleAll={() =>
              setSelection((before) =>
                toggledAll(
                  before,
                  shownGroups.flatMap((group) => group.rows),
                ),
              )
            }
            onOpen={(id) =>
              setOpenings((before) => ({
                ...before,
                [id]: !shownGroups.find((group) => group.id === id)?.isOpen,
              }))
            }
            onSelectAll={() => setSelection((before) => withRows(before, rows))}
            onClear={clear}
            groupTools={(group) => (
              <GroupTools
                group={group}
                isOwner={isOwner}
                projectId={project.id}
                onRename={() => setRenaming(group)}
                onDelete={() => setDeleting(group)}
              />
            )}
          />
        </div>
      )}
      {selection.size > 0 && (
        <section
          aria-label={t("selectionBar")}
          className="sticky bottom-0 z-20 mt-4 flex flex-wrap items-center gap-x-6 gap-y-3 rounded-t-lg border border-line bg-raised px-4 py-3 shadow-float max-sm:-mx-4"
        >
          <p className="text-[0.9375rem]">
            <strong>{t("selectedCount", { count: selection.size })}</strong>
            {groupsOfSelection > 1 && (
              <span className="text-muted"> {t("inGroups", { count: groupsOfSelection })}</span>
            )}
            {hidden > 0 && <span className="text-muted"> · {t("hiddenByFilter", { count: hidden })}</span>}
          </p>
          <CaseActions
            {...facts}
            target={targetOf(selected)}
            onDeselect={deselect}
            onShow={show}
            onDone={done}
          />
          <div className="ml-auto flex gap-2">
            <Button size="sm" variant="quiet" onPress={() => setOnlySelected(!onlySelected)}>
              {t(onlySelected ? "showAll" : "showSelected")}
            </Button>
            <Button size="sm" variant="quiet" onPress={clear}>
              {t("clear")}
            </Button>
          </div>
        </section>
      )}
      {renaming && (
        <NameDialog
          title={t("renameGroupTitle", { name: renaming.name })}
          name={renaming.name}
          save={(input) => renameGroup(renaming.id, input)}
          onClose={() => setRenaming(undefined)}
        />
      )}
      {deleting && (
        <DeleteDialog
          title={t("deleteGroupTitle", { name: deleting.name })}
          text={t("deleteGroupText", { count: format.number(deleting.caseCount) })}
          label={t("deleteGroup")}
          remove={() => deleteGroup(deleting.id)}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </>
  );
}

type ToolsProps = {
  group: GroupRow;
  isOwner: boolean;
  projectId: string;
  onRename: () => void;
  onDelete: () => void;
};

function GroupTools({ group, isOwner, projectId, onRename, onDelete }: ToolsProps) {
  const t = useTranslations("projects");
  const words = useTranslations("domain.caseType");
  const add = (tab: string) => `/projects/${projectId}/import?group=${group.id}&tab=${tab}`;
  return (
    <>
      <span className="rounded-full border border-line-strong px-2 py-0.5 text-sm font-normal text-muted">
        {words(group.caseType)}
      </span>
      <span className="text-sm font-normal text-muted">{t("caseCount", { count: group.caseCount })}</span>
      {group.caseCount === 0 && <span className="text-sm font-normal text-muted">{t("emptyGroup")}</span>}
      {isOwner && (
        <span className="ml-auto flex items-center gap-1">
          <Menu
            label={t("addAddressTo", { name: group.name })}
            variant="secondary"
            trigger={
              <>
                {t("addAddress")} <ChevronDown aria-hidden />
              </>
            }
            items={[
              { id: "type", label: t("typeAddresses"), href: add("type") },
              { id: "range", label: t("createRange"), href: add("range") },
              { id: "excel", label: t("importExcel"), href: add("excel") },
              { id: "template", label: t("template"), href: `/api/v1/groups/${group.id}/template.xlsx` },
            ]}
          />
          <Menu
            label={t("menuOf", { name: group.name })}
            trigger={<Ellipsis aria-hidden />}
            items={[
              { id: "rename", label: t("renameGroup"), onAction: onRename },
              {
                id: "delete",
                label: t("deleteGroup"),
                isDanger: true,
                isDisabled: group.caseCount > 0,
                description:
                  group.caseCount > 0 ? t("cannotDeleteGroup", { count: group.caseCount }) : undefined,
                onAction: onDelete,
              },
            ]}
          />
        </span>
      )}
    </>
  );
}
