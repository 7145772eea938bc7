"use client";

import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { StateBar } from "@/components/state-bar";
import { Menu } from "@/components/ui/menu";
import type { ActionResult } from "@/lib/contract/action-result";
import type { ProjectSummary } from "@/lib/contract/answers/projects";
import { sideOf } from "@/lib/domain/sides";
import type { Permissions } from "@/lib/domain/verbs";
import { type CaseState, ORGANISATION_KINDS, type Role } from "@/lib/domain/vocabulary";
import { DeleteDialog, NameDialog } from "./lazy-parts";

export type ListedProject = Omit<ProjectSummary, "dso" | "isDemo" | "createdAt">;

type Props = {
  projects: ListedProject[];
  /** What was searched for; a project found by its cases shows them. */
  q: string;
  role: Role;
  may: Permissions;
  /** States whose next step is this role's. */
  needsAction: CaseState[];
  /** The same of each side. */
  needsActionOf: Record<"installer" | "dso", CaseState[]>;
  rename: (id: string, input: { name: string }) => Promise<ActionResult<void>>;
  remove: (id: string) => Promise<ActionResult<void>>;
};

const isFoundByCases = (project: ListedProject, q: string) =>
  q !== "" && !project.name.toLowerCase().includes(q.toLowerCase());

/** Columns a phone does without. */
const SPARED = ["gridArea", "owner", "groups", "updated"];

export function ProjectList({ projects, may, rename, remove, ...row }: Props) {
  const t = useTranslations("projects");
  const [renaming, setRenaming] = useState<ListedProject>();
  const [deleting, setDeleting] = useState<ListedProject>();
  // Whoever makes projects sees only those of their own company.
  const showsOwner = !may.create_project;
  const hasMenu = may.rename_project || may.delete_project;
  const heads = [
    "project",
    "gridArea",
    ...(showsOwner ? (["owner"] as const) : []),
    "groups",
    "cases",
    "states",
    "needsAction",
    "updated",
  ] as const;
  return (
    <div className="panel overflow-x-auto">
      <table className="w-full text-[0.9375rem] md:min-w-[56rem]">
        <thead className="max-md:sr-only">
          <tr className="border-b border-line text-left text-sm text-muted">
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className={`px-4 py-2.5 font-medium ${["groups", "cases"].includes(head) ? "text-right" : ""} ${SPARED.includes(head) ? "max-md:hidden" : ""}`}
              >
                {t(`columns.${head}`)}
              </th>
            ))}
            {hasMenu && (
              <th scope="col">
                <span className="sr-only">{t("columns.menu")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {projects.map((project) => (
            <ProjectRow
              key={project.id}
              project={project}
              showsOwner={showsOwner}
              {...row}
              menu={
                hasMenu && (
                  <ProjectMenu
                    project={project}
                    onRename={() => setRenaming(project)}
                    onDelete={() => setDeleting(project)}
                  />
                )
              }
            />
          ))}
        </tbody>
      </table>
      {renaming && (
        <NameDialog
          title={t("renameTitle", { name: renaming.name })}
          name={renaming.name}
          save={(input) => rename(renaming.id, input)}
          onClose={() => setRenaming(undefined)}
        />
      )}
      {deleting && (
        <DeleteDialog
          title={t("deleteTitle", { name: deleting.name })}
          text={t("deleteText")}
          label={t("delete")}
          remove={() => remove(deleting.id)}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </div>
  );
}

type RowProps = Pick<Props, "q" | "role" | "needsAction" | "needsActionOf"> & {
  project: ListedProject;
  showsOwner: boolean;
  /** False where nothing can be done with a project. */
  menu: React.ReactNode;
};

function ProjectRow({ project, q, role, needsAction, needsActionOf, showsOwner, menu }: RowProps) {
  const t = useTranslations("projects");
  const format = useFormatter();
  const waiting = needsAction.reduce((sum, state) => sum + project.countsByState[state], 0);
  const query = needsAction.map((state) => `state=${state}`).join("&");
  return (
    <tr className="hover:bg-accent-tint/40 max-md:grid max-md:grid-cols-[1fr_auto] max-md:items-center max-md:gap-x-4 max-md:gap-y-1.5 max-md:px-4 max-md:py-3">
      <th scope="row" className="min-w-0 px-4 py-3 text-left font-medium break-words max-md:p-0">
        <Link
          href={`/projects/${project.id}${isFoundByCases(project, q) ? `?${new URLSearchParams({ q })}` : ""}`}
          className="link"
        >
          {project.name}
        </Link>
      </th>
      <td className="px-4 py-3 whitespace-nowrap max-md:hidden" title={project.gridAreaName}>
        {project.gridArea} <span className="text-muted">{project.gridAreaName}</span>
      </td>
      {showsOwner && <td className="px-4 py-3 max-md:hidden">{project.owner.name}</td>}
      <td className="px-4 py-3 text-right max-md:hidden">{format.number(project.groupCount)}</td>
      <td className="px-4 py-3 text-right max-md:p-0">
        <span className="max-md:hidden">{format.number(project.caseCount)}</span>
        <span className="text-sm text-muted md:hidden">{t("caseCount", { count: project.caseCount })}</span>
      </td>
      <td className="px-4 py-3 max-md:order-1 max-md:col-span-2 max-md:p-0 md:min-w-64">
        <Standing project={project} role={role} needsActionOf={needsActionOf} />
      </td>
      <td className="px-4 py-3 max-md:order-2 max-md:p-0">
        {waiting > 0 ? (
          <Link href={`/projects/${project.id}?${query}`} className="link font-medium whitespace-nowrap">
            {t("waiting", { count: waiting })}
          </Link>
        ) : (
          project.overdueCount === 0 && <span className="text-muted max-md:hidden">–</span>
        )}
        {project.overdueCount > 0 && (
          <Link
            href={`/projects/${project.id}?due=overdue`}
            className="link block font-medium whitespace-nowrap text-danger"
          >
            {t("overdue", { count: project.overdueCount })}
          </Link>
        )}
      </td>
      <td className="px-4 py-3 whitespace-nowrap text-muted max-md:hidden">
        {format.dateTime(new Date(project.updatedAt), "day")}
      </td>
      {menu && <td className="py-3 pr-2 text-right max-md:order-2 max-md:p-0">{menu}</td>}
    </tr>
  );
}

type MenuProps = { project: ListedProject; onRename: () => void; onDelete: () => void };

function ProjectMenu({ project: { name, caseCount }, onRename, onDelete }: MenuProps) {
  const t = useTranslations("projects");
  return (
    <Menu
      label={t("menuOf", { name })}
      trigger={<Ellipsis aria-hidden />}
      items={[
        { id: "rename", label: t("rename"), onAction: onRename },
        {
          id: "delete",
          label: t("delete"),
          isDanger: true,
          isDisabled: caseCount > 0,
          description: caseCount > 0 ? t("cannotDelete", { count: caseCount }) : undefined,
          onAction: onDelete,
        },
      ]}
    />
  );
}

/** The state bar and the same in words: how much is done, and whose turn the rest is. */
function Standing({
  project,
  role,
  needsActionOf,
}: Pick<Props, "role" | "needsActionOf"> & { project: ListedProject }) {
  const t = useTranslations("projects");
  const { caseCount, completedCount, countsByState } = project;
  if (caseCount === 0) return <span className="text-sm text-muted">–</span>;
  const waiting = (side: "installer" | "dso") => {
    const count = needsActionOf[side].reduce((sum, state) => sum + countsByState[state], 0);
    return count > 0 ? [t(`awaits.${side === own ? "own" : side}`, { count })] : [];
  };
  const own = sideOf(role);
  const sides = [...ORGANISATION_KINDS].sort((a, b) => Number(b === own) - Number(a === own));
  const text = [
    t("standing", { percent: Math.floor((100 * completedCount) / caseCount) }),
    ...sides.flatMap(waiting),
  ].join(" · ");
  return (
    <>
      <StateBar counts={countsByState} label={text} />
      <span aria-hidden className="mt-1 block text-sm text-muted">
        {text}
      </span>
    </>
  );
}
