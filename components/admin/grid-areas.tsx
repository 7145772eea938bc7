"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/contract/action-result";
import { FieldsDialog } from "./fields-dialog";
import { AdminTable } from "./table";

type Area = {
  code: string;
  name: string;
  dso: { id: string; name: string };
  isActive: boolean;
  projectCount: number;
  caseCount: number;
  postcodeCount: number;
};
type Props = {
  areas: Area[];
  dsos: { id: string; label: string }[];
  create: (input: unknown) => Promise<ActionResult<void>>;
  update: (code: string, input: unknown) => Promise<ActionResult<void>>;
};

export function GridAreas({ areas, dsos, create, update }: Props) {
  const t = useTranslations("admin");
  const [editing, setEditing] = useState<Area | "new">();
  const fields = [
    { name: "name", label: t("name") },
    { name: "dsoId", label: t("dso"), kind: "select" as const, options: dsos, description: t("dsoHelp") },
  ];
  return (
    <>
      <p className="mb-4">
        <Button variant="primary" onPress={() => setEditing("new")}>
          {t("createArea")}
        </Button>
      </p>
      <AdminTable
        heads={[t("code"), t("name"), t("dso"), t("projects"), t("postcodes"), t("status"), `|${t("edit")}`]}
      >
        {areas.map((area) => (
          <tr key={area.code} className={area.isActive ? "" : "text-muted"}>
            <th scope="row" className="px-4 py-2 text-left font-medium">
              {area.code}
            </th>
            <td className="px-4 py-2">{area.name}</td>
            <td className="px-4 py-2">{area.dso.name}</td>
            <td className="px-4 py-2">{area.projectCount}</td>
            <td className="px-4 py-2">{area.postcodeCount}</td>
            <td className="px-4 py-2">{t(area.isActive ? "open" : "closed")}</td>
            <td className="px-2 py-1 text-right">
              <Button
                size="sm"
                variant="quiet"
                onPress={() => setEditing(area)}
                aria-label={t("editNamed", { name: area.code })}
              >
                {t("edit")}
              </Button>
            </td>
          </tr>
        ))}
      </AdminTable>
      {editing === "new" && (
        <FieldsDialog
          title={t("createArea")}
          fields={[{ name: "code", label: t("code"), description: t("codeHelp") }, ...fields]}
          initial={{}}
          submitLabel={t("save")}
          submit={create}
          onClose={() => setEditing(undefined)}
        />
      )}
      {editing && editing !== "new" && (
        <FieldsDialog
          title={t("editNamed", { name: editing.code })}
          fields={[...fields, { name: "isActive", label: t("openForNew"), kind: "check" }]}
          initial={{ name: editing.name, dsoId: editing.dso.id, isActive: editing.isActive }}
          submitLabel={t("save")}
          submit={(values) => update(editing.code, values)}
          consequence={({ dsoId }) =>
            dsoId !== editing.dso.id && editing.projectCount > 0
              ? t("moveArea", {
                  from: editing.dso.name,
                  to: dsos.find(({ id }) => id === dsoId)?.label ?? "",
                  projects: editing.projectCount,
                  cases: editing.caseCount,
                })
              : undefined
          }
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}
