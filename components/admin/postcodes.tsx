"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { type ProblemDocument, postForm } from "@/components/api";
import { Button } from "@/components/ui/button";
import { FileButton } from "@/components/ui/file-button";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";
import { FieldsDialog } from "./fields-dialog";
import { AdminTable } from "./table";

type Row = { postcode: string; town: string; gridAreas: string[] };
type Props = {
  rows: Row[];
  total: number;
  set: (input: unknown) => Promise<ActionResult<void>>;
};

export function Postcodes({ rows, total, set }: Props) {
  const t = useTranslations("admin");
  const router = useRouter();
  const [editing, setEditing] = useState<Row | "new">();
  const [refusal, setRefusal] = useState<ProblemDocument>();
  const lost = useTranslations("shell")("connectionLost");
  const [isPending, startTransition] = useTransition();
  const upload = (file: File | undefined) => {
    if (!file) return;
    const form = new FormData();
    form.set("file", file);
    startTransition(async () => {
      const answer = await postForm<{ count: number }>("/api/admin/postcodes", form);
      setRefusal(answer.ok ? undefined : answer.problem);
      if (answer.ok) notify({ tone: "success", message: t("postcodesLoaded", { count: answer.body.count }) });
      router.refresh();
    });
  };
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <Button variant="primary" onPress={() => setEditing("new")}>
          {t("createPostcode")}
        </Button>
        <FileButton accept={[".csv", "text/csv", ".txt"]} onChoose={upload} isPending={isPending}>
          {t("uploadTable")}
        </FileButton>
        <p className="text-sm text-muted">{t("uploadHelp")}</p>
      </div>
      {refusal && (
        <Notice tone="danger" role="alert" title={refusal.detail || lost} className="mb-4">
          <ul className="list-disc pl-5">
            {refusal.errors?.map(({ path, message }) => (
              <li key={path}>
                {t("line", { line: path })}: {message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <p className="mb-2 text-sm text-muted">{t("postcodesShown", { shown: rows.length, total })}</p>
      <AdminTable heads={[t("postcode"), t("town"), t("gridAreas"), `|${t("edit")}`]}>
        {rows.map((one) => (
          <tr key={one.postcode}>
            <th scope="row" className="px-4 py-1.5 text-left font-medium">
              {one.postcode}
            </th>
            <td className="px-4 py-1.5">{one.town}</td>
            <td className="px-4 py-1.5">
              {one.gridAreas.join(", ") || <span className="text-muted">{t("none")}</span>}
            </td>
            <td className="px-2 py-1 text-right">
              <Button
                size="sm"
                variant="quiet"
                onPress={() => setEditing(one)}
                aria-label={t("editNamed", { name: one.postcode })}
              >
                {t("edit")}
              </Button>
            </td>
          </tr>
        ))}
      </AdminTable>
      {editing && (
        <PostcodeDialog
          row={editing === "new" ? undefined : editing}
          set={set}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}

type DialogProps = Pick<Props, "set"> & {
  /** Absent of a new one. */
  row: Row | undefined;
  onClose: () => void;
};

function PostcodeDialog({ row, set, onClose }: DialogProps) {
  const t = useTranslations("admin");
  return (
    <FieldsDialog
      title={row ? t("editNamed", { name: row.postcode }) : t("createPostcode")}
      fields={[
        ...(row ? [] : [{ name: "postcode", label: t("postcode") }]),
        { name: "town", label: t("town") },
        { name: "gridAreas", label: t("gridAreas"), isOptional: true, description: t("gridAreasHelp") },
      ]}
      initial={{ town: row?.town ?? "", gridAreas: row?.gridAreas.join(" ") ?? "" }}
      submitLabel={t("save")}
      submit={({ postcode, town, gridAreas }) =>
        set({
          postcode: row?.postcode ?? postcode,
          town,
          gridAreas: String(gridAreas)
            .split(/[\s,]+/)
            .filter(Boolean),
        })
      }
      onClose={onClose}
    />
  );
}
