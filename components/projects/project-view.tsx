"use client";

import { ChevronDown } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import {
  type ComponentType,
  startTransition,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { CaseGridProps } from "@/components/grid/case-grid";
import {
  type CaseRow,
  type CountsByState,
  type GroupRow,
  type ShownGroup,
  sumOf,
  unpackRows,
} from "@/components/grid/case-row";
import { CARD_HEIGHT, type ColumnId, ROW_HEIGHT, TOUCH_ROW_HEIGHT } from "@/components/grid/columns";
import type { ActionFacts, OfferAnswer, OutcomeAnswer } from "@/components/actions/offers";
import { PlainTable } from "@/components/grid/plain-table";
import { SelectMenu } from "@/components/selection/select-menu";
import { NOTHING, queryOf, selectedBy, without, withoutStates } from "@/components/selection/selection";
import { useSelection } from "@/components/selection/selection-state";
import { useTellOutcome } from "@/components/actions/undo";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Menu } from "@/components/ui/menu";
import type { ActionResult } from "@/lib/contract/action-result";
import { both, type CaseFilter } from "@/lib/domain/case-filter";
import type { Permissions } from "@/lib/domain/verbs";
import { CASE_STATES } from "@/lib/domain/vocabulary";
import { CreateGroup } from "./create-group";
import type { CreateGroupAction } from "./create-group-dialog";
import { GroupDialogs } from "./group-dialogs";
import { GroupTools } from "./group-tools";
import { useLoadedCases } from "@/components/selection/loaded-cases";
import { useProjectSelection, useTarget } from "@/components/selection/project-selection";
import { SelectingHint } from "@/components/selection/selecting-hint";
import { SelectionBar } from "./lazy-parts";
import { Shortcuts } from "./shortcuts";

type Props = ActionFacts & {
  project: { id: string; name: string; caseCount: number };
  groups: (GroupRow & { counts: CountsByState })[];
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

// Fetched while the page comes to life: the grid cannot be drawn on the server.
const loadGrid = () => import("@/components/grid/case-grid");
const fetched = typeof window === "undefined" ? null : loadGrid();

/** The grid once it is here. No Suspense: React would hold a part back that comes soon after its fallback. */
function useCaseGrid() {
  const [CaseGrid, setGrid] = useState<ComponentType<CaseGridProps>>();
  const [isWhole, setWhole] = useState(false);
  useEffect(() => {
    const show = (part: Awaited<ReturnType<typeof loadGrid>>) => {
      setGrid(() => part.default);
      // Thousands of rows take their time; the first ones do not wait for them.
      startTransition(() => setWhole(true));
    };
    // What did not come is asked for once more; without it the plain table stays, which can be worked with.
    fetched?.catch(loadGrid).then(show, () => {});
  }, []);
  return { CaseGrid, isWhole };
}

/** So many rows stand on the page before the grid does, and in the grid before all do. */
const FIRST_ROWS = 30;
const FIRST_GRID_ROWS = 100;

/** The groups and cases of a project with the selection and what can be done with it. */
export function ProjectView(props: Props) {
  const { project, groups, packedRows, filter, sort, stamp, may } = props;
  const { createGroup, renameGroup, deleteGroup, ...facts } = props;
  const t = useTranslations("projects");
  const router = useRouter();
  const { CaseGrid, isWhole } = useCaseGrid();
  const [openings, setOpenings] = useState<Record<string, boolean>>({});
  const [renaming, setRenaming] = useState<GroupRow>();
  const [deleting, setDeleting] = useState<GroupRow>();
  const filterKey = JSON.stringify(filter);
  /** Only these cases are looked at, whatever the filter said; another filter is another look. */
  const [looking, setLooking] = useState<{ at: ReadonlySet<string>; under: string } | null>(null);
  if (looking && looking.under !== filterKey) setLooking(null);
  const only = looking?.under === filterKey ? looking.at : null;
  const setOnly = (ids: ReadonlySet<string> | null) => setLooking(ids && { at: ids, under: filterKey });
  const isFiltered = Object.keys(filter).length > 0;

  const byGroup = useMemo(() => (packedRows === null ? null : groupBy(unpackRows(packedRows))), [packedRows]);
  const openGroups = useMemo(
    () => groups.filter(({ id }) => openings[id] ?? byGroup !== null).map(({ id }) => id),
    [groups, openings, byGroup],
  );
  const cases = useLoadedCases({ projectId: project.id, rows: byGroup, filter, sort, stamp, openGroups });
  const { rowsOf, drop, isPaged } = cases;
  const filtered = useMemo(
    () =>
      groups.map(
        (group): ShownGroup => ({
          ...group,
          shown: sumOf(group.counts),
          rows: rowsOf(group.id),
          isOpen: openGroups.includes(group.id),
        }),
      ),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- rowsOf changes with what it reads
    [groups, openGroups, byGroup, cases.pages],
  );
  const loaded = useMemo(
    () => new Map(filtered.flatMap((group) => group.rows).map((row) => [row.id, row])),
    [filtered],
  );

  const state = useSelection({ projectId: project.id, loaded });
  const { selection, setSelection, size, rowOf } = state;
  const shownGroups = useMemo(
    () =>
      only
        ? withOnly(
            groups,
            [...only].flatMap((id) => rowOf(id) ?? []),
          )
        : filtered,
    // eslint-disable-next-line react-hooks/exhaustive-deps -- rowOf reads what the others bring
    [only, groups, filtered, state.known],
  );
  const drawnGroups = useMemo(
    () => (isWhole ? shownGroups : withFirstRows(shownGroups, FIRST_GRID_ROWS)),
    [isWhole, shownGroups],
  );
  const choose = useProjectSelection({
    projectId: project.id,
    caseCount: project.caseCount,
    filter,
    groups: shownGroups,
    state,
  });
  const target = useTarget({ projectId: project.id, filter, groups: filtered, state });
  const selectedIds = useMemo(
    () =>
      selection.kind === "ids"
        ? new Set(selection.versions.keys())
        : new Set([...loaded.values()].filter(selectedBy(selection)).map((row) => row.id)),
    [selection, loaded],
  );
  useTitle(project.name, size);

  const clear = () => {
    if (size === 0) return;
    setOnly(null);
    state.replace(NOTHING, t("cleared"), selection);
  };
  const deselect = (ids: string[]) =>
    state.replace(without(selection, ids), t("deselected", { count: ids.length }), selection);
  const deselectBlocked = (blocked: OfferAnswer["blocked"]) => {
    const states = blocked.map((block) => block.state);
    if (selection.kind === "filter") {
      const count = blocked.reduce((sum, block) => sum + block.count, 0);
      return state.replace(withoutStates(selection, states, count), t("deselected", { count }), selection);
    }
    deselect(idsOf(blocked));
  };
  /** The server names the first hundred of a reason; all of them are known here by their state. */
  const idsOf = (blocked: OfferAnswer["blocked"]) => {
    const states = blocked.map((block) => block.state);
    const known = target.rows.filter((row) => row.state && states.includes(row.state)).map((row) => row.id);
    return [...new Set([...known, ...blocked.flatMap((block) => block.caseIds)])];
  };
  const pageOf = (wanted: CaseFilter) => {
    const query = queryOf(wanted);
    if (sort !== "address") query.set("sort", sort);
    return `/projects/${project.id}${query.size > 0 ? `?${query}` : ""}`;
  };
  const showBlocked = (block: OfferAnswer["blocked"][number]) => {
    if (selection.kind === "ids") setOnly(new Set(idsOf([block])));
    else router.push(pageOf(both(selection.filter, { state: [block.state] }) ?? {}));
  };
  const showSelected = () => {
    if (selection.kind === "ids") setOnly(only ? null : new Set(selection.versions.keys()));
    else router.push(pageOf(selection.filter));
  };
  const { tell, isReading } = useTellOutcome();
  const done = (outcome: OutcomeAnswer) => {
    const blocked = outcome.blocked.map(({ caseId }): [string, number] => [
      caseId,
      rowOf(caseId)?.version ?? 1,
    ]);
    state.replace({ kind: "ids", versions: new Map(blocked) }, null, selection);
    setOnly(null);
    tell(outcome, () => setSelection(selection));
  };

  const open = useCallback(
    (id: string, isOpen: boolean) => {
      setOpenings((before) => ({ ...before, [id]: isOpen }));
      if (!isOpen && isPaged) drop(id);
    },
    [drop, isPaged],
  );
  const shown = shownGroups.reduce((sum, group) => sum + group.shown, 0);
  const counts = useMemo(() => totalOf(shownGroups), [shownGroups]);
  const goToRef = useRef<(groupId: string) => void>(() => {});
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
  const sorted = sort.replace(/^-/, "");
  const sortHref = (column: ColumnId) => {
    const query = queryOf(filter);
    query.set("sort", column === sort ? `-${column}` : column);
    return `/projects/${project.id}?${query}`;
  };
  const drawn = shownGroups.reduce(
    (sum, group) =>
      sum + 1 + (group.isOpen ? group.rows.length + Number(group.rows.length < group.shown) : 0),
    0,
  );
  const plain = (
    <PlainTable
      groups={shownGroups}
      limit={FIRST_ROWS}
      groupTools={tools}
      sortHref={sortHref}
      selectedIds={selectedIds}
      onToggle={(row) => void choose.toggle(row)}
    />
  );

  return (
    <>
      <div
        className={`mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-6 gap-y-2 text-sm text-muted ${isFiltered || only ? "" : "max-md:sr-only"}`}
      >
        <p role="status">
          {only
            ? t("showingSelected", { count: shown })
            : isFiltered
              ? t("showingFiltered", { shown, total: project.caseCount })
              : t("showing", { count: shown })}
          {only && (
            <Button size="sm" variant="quiet" onPress={() => setOnly(null)} className="ml-2">
              {t("showAll")}
            </Button>
          )}
        </p>
        <span className="flex gap-1 max-md:hidden">
          {shownGroups.length > 1 && (
            <Menu
              label={t("goToGroup")}
              trigger={
                <>
                  {t("goToGroup")} <ChevronDown aria-hidden />
                </>
              }
              items={shownGroups.map((group) => ({
                id: group.id,
                label: group.name,
                description: t("caseCount", { count: group.shown }),
                onAction: () => goToRef.current(group.id),
              }))}
            />
          )}
          <Shortcuts />
        </span>
      </div>
      {shown > 0 && <SelectingHint />}
      {groups.length === 0 ? (
        <div className="panel">
          <EmptyState title={t("noGroups.title")}>
            <p>{t(may.create_group ? "noGroups.text" : "noGroups.other")}</p>
            {may.create_group && <CreateGroup create={createGroup} projectId={project.id} isPrimary />}
          </EmptyState>
        </div>
      ) : (
        <div
          className="panel min-h-[var(--rows)] max-md:min-h-[var(--cards)] md:pointer-coarse:min-h-[var(--touch-rows)]"
          style={
            {
              "--rows": `${(drawn + 1) * ROW_HEIGHT + 2}px`,
              "--touch-rows": `${(drawn + 1) * TOUCH_ROW_HEIGHT + 2}px`,
              "--cards": `${drawn * CARD_HEIGHT + TOUCH_ROW_HEIGHT + 2}px`,
            } as React.CSSProperties
          }
        >
          {CaseGrid ? (
            <CaseGrid
              groups={drawnGroups}
              view={only ? "selected" : "all"}
              selectedIds={selectedIds}
              coverage={choose.coverage}
              coverageOf={choose.coverageOf}
              sort={{ column: sorted, direction: sort.startsWith("-") ? "descending" : "ascending" }}
              onSort={({ column, direction }) => {
                const query = queryOf(filter);
                query.set("sort", `${direction === "descending" ? "-" : ""}${column}`);
                router.push(`/projects/${project.id}?${query}`, { scroll: false });
              }}
              onSelect={(added, removed) =>
                void choose.change(
                  added.flatMap((id) => rowOf(id) ?? []),
                  removed,
                )
              }
              onSelectAll={choose.selectFilter}
              onToggleAll={choose.toggleAll}
              onToggleGroup={choose.toggleGroup}
              onClear={clear}
              onRestore={state.restore}
              onOpen={open}
              onMore={cases.more}
              selectMenu={
                <SelectMenu
                  counts={counts}
                  shown={shown}
                  total={project.caseCount}
                  isFiltered={isFiltered}
                  onFilter={(one) =>
                    one ? choose.selectPart({ state: [one] }, counts[one]) : choose.selectFilter()
                  }
                  onProject={choose.selectProject}
                  onNone={clear}
                />
              }
              groupTools={tools}
              goToRef={goToRef}
            />
          ) : (
            plain
          )}
          {shown === 0 && project.caseCount > 0 && (
            <p className="px-4 py-6 text-center text-muted">{t("noneMatch")}</p>
          )}
        </div>
      )}
      <noscript>
        <p className="mt-3">
          <a className="link" href={`/projects/${project.id}/print?${queryOf(filter)}`}>
            {t("wholeList")}
          </a>
        </p>
      </noscript>
      {size > 0 && (
        <SelectionBar
          {...facts}
          target={only ? { ...target, hidden: 0 } : target}
          groupCount={groupCountOf(
            target.rows.map((row) => rowOf(row.id)?.groupId),
            selection,
            groups,
          )}
          isOnly={only !== null}
          onShowSelected={showSelected}
          onClear={clear}
          onDeselect={deselect}
          onDeselectBlocked={deselectBlocked}
          onShowBlocked={showBlocked}
          onCounted={(count) =>
            setSelection((now) =>
              now.kind === "filter" && now.matches !== count + now.except.size
                ? { ...now, matches: count + now.except.size }
                : now,
            )
          }
          onDone={done}
          isReading={isReading}
        />
      )}
      <GroupDialogs
        renaming={renaming}
        deleting={deleting}
        renameGroup={renameGroup}
        deleteGroup={deleteGroup}
        onClose={() => {
          setRenaming(undefined);
          setDeleting(undefined);
        }}
      />
    </>
  );
}

function groupBy(rows: readonly CaseRow[]): Map<string, CaseRow[]> {
  const groups = new Map<string, CaseRow[]>();
  for (const row of rows) {
    const list = groups.get(row.groupId);
    if (list) list.push(row);
    else groups.set(row.groupId, [row]);
  }
  return groups;
}

/** Every group, but no more than the first rows among them. */
function withFirstRows(groups: readonly ShownGroup[], limit: number): ShownGroup[] {
  let left = limit;
  return groups.map((group) => {
    const rows = group.rows.slice(0, left);
    if (group.isOpen) left -= rows.length;
    return { ...group, rows };
  });
}

const noCounts = () => Object.fromEntries(CASE_STATES.map((state) => [state, 0])) as CountsByState;

function totalOf(groups: readonly ShownGroup[]): CountsByState {
  const total = noCounts();
  for (const { counts } of groups) for (const state of CASE_STATES) total[state] += counts[state];
  return total;
}

/** The groups with some cases only, all open. */
const withOnly = (
  groups: readonly (GroupRow & { counts: CountsByState })[],
  rows: CaseRow[],
): ShownGroup[] => {
  const byGroup = groupBy(rows);
  return groups.flatMap((group) => {
    const own = byGroup.get(group.id);
    if (!own) return [];
    const counts = noCounts();
    for (const row of own) counts[row.state] += 1;
    return [{ ...group, counts, shown: own.length, rows: own, isOpen: true }];
  });
};

const groupCountOf = (
  known: (string | undefined)[],
  selection: ReturnType<typeof useSelection>["selection"],
  groups: readonly GroupRow[],
) =>
  selection.kind === "ids"
    ? new Set(known).size
    : (selection.filter.group?.length ?? groups.filter((group) => group.caseCount > 0).length);

/** »120 valgt – Bygaden – Projekter« */
function useTitle(name: string, size: number) {
  const t = useTranslations("projects");
  const format = useFormatter();
  const title = `${size > 0 ? `${t("titleSelected", { count: format.number(size) })} – ` : ""}${name} – ${t("title")}`;
  // Next writes its own title whenever it has read the page, also after ours.
  useLayoutEffect(() => {
    const write = () => {
      if (document.title !== title) document.title = title;
    };
    write();
    const observer = new MutationObserver(write);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [title]);
}
