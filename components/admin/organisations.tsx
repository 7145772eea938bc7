"use client";

import { Ellipsis } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useSent } from "@/components/sent";
import { DeleteDialog } from "@/components/projects/lazy-parts";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";
import { ORGANISATION_KINDS, type OrganisationKind } from "@/lib/domain/vocabulary";
import { FieldsDialog, type FormField } from "./fields-dialog";
import { ListTools, matching } from "./list-search";
import { AdminTable } from "./table";

type Organisation = {
  id: string;
  kind: OrganisationKind;
  name: string;
  cvr: string | null;
  gln: string | null;
  answerDays: number;
  meterDays: number;
  worksDecember24: boolean;
  worksDecember31: boolean;
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

/** Every company; closing one is asked about with what it holds. */
export function Organisations({ organisations, create, update, setActive }: Props) {
  const t = useTranslations("admin");
  const router = useRouter();
  const sent = useSent();
  const [editing, setEditing] = useState<Organisation | "new">();
  const [closing, setClosing] = useState<Organisation>();
  const [search, setSearch] = useState("");
  const reopen = async (organisation: Organisation) => {
    const answer = await sent(setActive(organisation.id, { isActive: true }));
    if (!answer.ok) notify({ tone: "danger", message: answer.message });
    router.refresh();
  };
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
          <OrganisationRow
            key={organisation.id}
            organisation={organisation}
            onEdit={() => setEditing(organisation)}
            onFlip={() => (organisation.isActive ? setClosing(organisation) : void reopen(organisation))}
          />
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
        <OrganisationDialog
          organisation={editing === "new" ? undefined : editing}
          create={create}
          update={update}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}

type RowProps = {
  organisation: Organisation;
  onEdit: () => void;
  /** Activates or deactivates. */
  onFlip: () => void;
};

function OrganisationRow({ organisation, onEdit, onFlip }: RowProps) {
  const t = useTranslations("admin");
  const words = useTranslations("domain.organisationKind");
  const format = useFormatter();
  const { name, isActive } = organisation;
  return (
    <tr className={isActive ? "" : "text-muted"}>
      <th scope="row" className="px-4 py-2 text-left font-medium">
        {name}
      </th>
      <td className="px-4 py-2">{words(organisation.kind)}</td>
      <td className="px-4 py-2">{organisation.cvr ?? "–"}</td>
      <td className="px-4 py-2">{organisation.gln ?? "–"}</td>
      <td className="px-4 py-2">{organisation.gridAreas.join(", ") || "–"}</td>
      <td className="px-4 py-2">{format.number(organisation.userCount)}</td>
      <td className="px-4 py-2">{format.number(organisation.projectCount)}</td>
      <td className="px-4 py-2">{t(isActive ? "active" : "inactive")}</td>
      <td className="px-2 py-1 text-right">
        <Menu
          label={t("menuOf", { name })}
          trigger={<Ellipsis aria-hidden />}
          items={[
            { id: "edit", label: t("edit"), onAction: onEdit },
            {
              id: "active",
              label: t(isActive ? "deactivate" : "activate"),
              description: isActive ? t("deactivateOrganisationHelp") : undefined,
              isDanger: isActive,
              onAction: onFlip,
            },
          ]}
        />
      </td>
    </tr>
  );
}

type DialogProps = Pick<Props, "create" | "update"> & {
  /** Absent of a new one. */
  organisation: Organisation | undefined;
  onClose: () => void;
};

/** A company's kind is settled when it is made. */
function OrganisationDialog({ organisation, create, update, onClose }: DialogProps) {
  const t = useTranslations("admin");
  const words = useTranslations("domain.organisationKind");
  const kind: FormField = {
    name: "kind",
    label: t("kind"),
    kind: "select",
    options: ORGANISATION_KINDS.map((id) => ({ id, label: words(id) })),
  };
  const { name = "", cvr, gln } = organisation ?? {};
  const promise: FormField[] = [
    { name: "answerDays", label: t("answerDays"), description: t("promiseHelp") },
    { name: "meterDays", label: t("meterDays") },
    { name: "worksDecember24", label: t("worksDecember24"), kind: "check" },
    { name: "worksDecember31", label: t("worksDecember31"), kind: "check" },
  ];
  return (
    <FieldsDialog<unknown>
      title={organisation ? t("editNamed", { name }) : t("createOrganisation")}
      fields={[
        ...(organisation ? [] : [kind]),
        { name: "name", label: t("name") },
        { name: "cvr", label: t("cvr"), isOptional: true },
        { name: "gln", label: t("gln"), isOptional: true },
        ...(organisation?.kind === "dso" ? promise : []),
      ]}
      initial={{
        kind: "installer",
        name,
        cvr: cvr ?? "",
        gln: gln ?? "",
        ...(organisation?.kind === "dso" && {
          answerDays: String(organisation.answerDays),
          meterDays: String(organisation.meterDays),
          worksDecember24: organisation.worksDecember24,
          worksDecember31: organisation.worksDecember31,
        }),
      }}
      submitLabel={t("save")}
      submit={(values) => (organisation ? update(organisation.id, values) : create(values))}
      onClose={onClose}
    />
  );
}
