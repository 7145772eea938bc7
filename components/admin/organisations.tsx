"use client";

import { Ellipsis } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DeleteDialog } from "@/components/projects/lazy-parts";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";
import { ORGANISATION_KINDS, type OrganisationKind } from "@/lib/domain/vocabulary";
import { FieldsDialog, type FormValues } from "./fields-dialog";
import { ListTools, matching } from "./list-search";
import { AdminTable } from "./table";

type Organisation = {
  id: string;
  kind: OrganisationKind;
  name: string;
  cvr: string | null;
  gln: string | null;
  isActive: boolean;
  userCount: number;
  projectCount: number;
  openCaseCount: number;
  gridAreas: string[];
};
type Props = {
  organisations: Organisation[];
  create: (input: unknown) => Promise<ActionResult<{ id: string }>>;
  update: (id: string, input: unknown) => Promise<ActionResult<void>>;
  setActive: (id: string, input: { isActive: boolean }) => Promise<ActionResult<void>>;
};

export function Organisations({ organisations, create, update, setActive }: Props) {
  const t = useTranslations("admin");
  const words = useTranslations("domain.organisationKind");
  const format = useFormatter();
  const router = useRouter();
  const [editing, setEditing] = useState<Organisation | "new">();
  const [closing, setClosing] = useState<Organisation>();
  const [search, setSearch] = useState("");
  const reopen = async (organisation: Organisation) => {
    const answer = await setActive(organisation.id, { isActive: true });
    if (!answer.ok) notify({ tone: "danger", message: answer.message });
    router.refresh();
  };
  const fields = [
    {
      name: "kind",
      label: t("kind"),
      kind: "select" as const,
      options: ORGANISATION_KINDS.map((id) => ({ id, label: words(id) })),
    },
    { name: "name", label: t("name") },
    { name: "cvr", label: t("cvr"), isOptional: true },
    { name: "gln", label: t("gln"), isOptional: true },
  ];
  const initial = (organisation?: Organisation): FormValues => ({
    kind: organisation?.kind ?? "installer",
    name: organisation?.name ?? "",
    cvr: organisation?.cvr ?? "",
    gln: organisation?.gln ?? "",
  });
  return (
    <>
      <ListTools value={search} onChange={setSearch}>
        <Button variant="primary" onPress={() => setEditing("new")}>
          {t("createOrganisation")}
        </Button>
      </ListTools>
      <AdminTable
        heads={[
          t("name"),
          t("kind"),
          t("cvr"),
          t("gln"),
          t("gridAreas"),
          t("users"),
          t("projects"),
          t("status"),
          `|${t("edit")}`,
        ]}
      >
        {matching(organisations, search, ({ name, cvr, gln, gridAreas }) => [
          name,
          cvr,
          gln,
          ...gridAreas,
        ]).map((organisation) => (
          <tr key={organisation.id} className={organisation.isActive ? "" : "text-muted"}>
            <th scope="row" className="px-4 py-2 text-left font-medium">
              {organisation.name}
            </th>
            <td className="px-4 py-2">{words(organisation.kind)}</td>
            <td className="px-4 py-2">{organisation.cvr ?? "–"}</td>
            <td className="px-4 py-2">{organisation.gln ?? "–"}</td>
            <td className="px-4 py-2">{organisation.gridAreas.join(", ") || "–"}</td>
            <td className="px-4 py-2">{format.number(organisation.userCount)}</td>
            <td className="px-4 py-2">{format.number(organisation.projectCount)}</td>
            <td className="px-4 py-2">{t(organisation.isActive ? "active" : "inactive")}</td>
            <td className="px-2 py-1 text-right">
              <Menu
                label={t("menuOf", { name: organisation.name })}
                trigger={<Ellipsis aria-hidden />}
                items={[
                  { id: "edit", label: t("edit"), onAction: () => setEditing(organisation) },
                  {
                    id: "active",
                    label: t(organisation.isActive ? "deactivate" : "activate"),
                    description: organisation.isActive ? t("deactivateOrganisationHelp") : undefined,
                    isDanger: organisation.isActive,
                    onAction: () =>
                      organisation.isActive ? setClosing(organisation) : void reopen(organisation),
                  },
                ]}
              />
            </td>
          </tr>
        ))}
      </AdminTable>
      {closing && (
        <DeleteDialog
          title={t("closeTitle", { name: closing.name })}
          text={t("closeText", {
            users: closing.userCount,
            projects: closing.projectCount,
            cases: closing.openCaseCount,
          })}
          label={t("deactivate")}
          remove={() => setActive(closing.id, { isActive: false })}
          onClose={() => setClosing(undefined)}
        />
      )}
      {editing && (
        <FieldsDialog
          title={editing === "new" ? t("createOrganisation") : t("editNamed", { name: editing.name })}
          fields={editing === "new" ? fields : fields.filter(({ name }) => name !== "kind")}
          initial={initial(editing === "new" ? undefined : editing)}
          submitLabel={t("save")}
          submit={(values) =>
            editing === "new"
              ? create(values)
              : (update(editing.id, values) as Promise<ActionResult<unknown>>)
          }
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}
