"use client";

import { ChevronDown } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DeleteDialog } from "@/components/projects/lazy-parts";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import type { MenuEntry } from "@/components/ui/menu-popover";
import { onDemand } from "@/components/ui/on-demand";
import { notify } from "@/components/ui/toast";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";
import type { CaseColumnId } from "@/lib/domain/case-columns";
import type { CaseFilter, WorkGrouping } from "@/lib/domain/case-filter";

const ViewDialog = onDemand(() => import("./view-dialog").then((part) => part.ViewDialog));

/** What a view keeps of how the list is looked at. */
export type KeptLook = {
  filter: CaseFilter;
  sort: string;
  columns: readonly CaseColumnId[] | null;
  grouping: WorkGrouping;
};
type Named = { name: string; shared: boolean };
export type ShownView = Named & { id: string; own: boolean; by: string };

export type ViewActions = {
  create: (input: Named & KeptLook) => Promise<ActionResult<{ id: string }>>;
  update: (id: string, input: Partial<Named & KeptLook>) => Promise<ActionResult<unknown>>;
  remove: (id: string) => Promise<ActionResult<void>>;
};

type Props = ViewActions & {
  /** Where everything that is not closed is listed. */
  openHref: string;
  isOpenShown: boolean;
  /** The actor's own and then the company's. */
  views: readonly ShownView[];
  current: ShownView | null;
  /** The list is looked at in another way than the view says. */
  isChanged: boolean;
  /** There is something to be kept. */
  isFiltered: boolean;
  hasCompany: boolean;
  look: KeptLook;
};

export const viewHref = (id: string) => `/cases?view=${id}`;

/** Which view the list is seen through, the others, and what keeps, changes or removes one. */
export function ViewBar({ create, update, remove, ...props }: Props) {
  const { openHref, isOpenShown, views, current, isChanged, isFiltered, hasCompany, look } = props;
  const t = useTranslations("projects.views");
  const router = useRouter();
  const { isPending, submit } = useSubmit();
  const [asking, setAsking] = useState<"create" | "edit" | "delete">();
  const close = () => setAsking(undefined);
  const shown = current?.name ?? t(isOpenShown ? "open" : isFiltered ? "unsaved" : "all");
  const save = () => {
    if (!current) return;
    submit(
      () => update(current.id, look),
      () => {
        notify({ message: t("saved", { name: current.name }) });
        router.replace(viewHref(current.id), { scroll: false });
      },
      ({ message }) => notify({ message }),
    );
  };
  const entry = (view: ShownView): MenuEntry => ({
    id: view.id,
    label: view.name,
    href: viewHref(view.id),
    description: view.own ? (view.shared ? t("isShared") : undefined) : t("by", { name: view.by }),
  });
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2" role="group" aria-label={t("title")}>
      <Menu
        label={t("menu", { name: shown })}
        placement="bottom start"
        variant="secondary"
        trigger={
          <>
            <span className="max-w-64 truncate">{shown}</span> <ChevronDown aria-hidden />
          </>
        }
        items={[
          { id: "all", label: t("all"), href: "/cases" },
          { id: "open", label: t("open"), href: openHref },
          ...views.map(entry),
          { id: "create", label: t("create"), onAction: () => setAsking("create") },
          ...(current?.own
            ? [
                { id: "edit", label: t("edit"), onAction: () => setAsking("edit") },
                { id: "delete", label: t("delete"), isDanger: true, onAction: () => setAsking("delete") },
              ]
            : []),
        ]}
      />
      {isChanged && current && (
        <>
          <span className="text-sm text-muted">{t("changed")}</span>
          {current.own && (
            <Button size="sm" onPress={save} isPending={isPending}>
              {t("save")}
            </Button>
          )}
          <Button size="sm" variant={current.own ? "quiet" : "secondary"} onPress={() => setAsking("create")}>
            {t("saveAsNew")}
          </Button>
          <Link
            href={viewHref(current.id)}
            scroll={false}
            className="link inline-flex min-h-8 items-center px-2 text-sm"
          >
            {t("dismiss")}
          </Link>
        </>
      )}
      {!current && isFiltered && !isOpenShown && (
        <Button size="sm" variant="quiet" onPress={() => setAsking("create")}>
          {t("create")}
        </Button>
      )}
      {asking === "create" && (
        <ViewDialog
          title={t("createTitle")}
          hasCompany={hasCompany}
          save={async (named) => create({ ...named, ...look })}
          onDone={(saved) => {
            close();
            router.push(viewHref((saved as { id: string }).id), { scroll: false });
          }}
          onClose={close}
        />
      )}
      {asking === "edit" && current && (
        <ViewDialog
          title={t("editTitle")}
          hasCompany={hasCompany}
          view={current}
          save={(named) => update(current.id, named)}
          onDone={() => {
            close();
            router.refresh();
          }}
          onClose={close}
        />
      )}
      {asking === "delete" && current && (
        <DeleteDialog
          title={t("deleteTitle", { name: current.name })}
          text={t(current.shared ? "deleteShared" : "deleteText")}
          label={t("deleteButton")}
          remove={() => remove(current.id)}
          then="/cases"
          onClose={close}
        />
      )}
    </div>
  );
}
