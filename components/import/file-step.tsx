"use client";

import { FileSpreadsheet, Upload } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { DropZone, Text } from "react-aria-components";
import { buttonClass } from "@/components/ui/button-class";
import { FileButton } from "@/components/ui/file-button";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { LIMITS } from "@/lib/domain/limits";
import { useFieldLabel } from "./field-label";
import type { FileQuestion } from "./import-answer";

type Props = {
  groupId: string;
  file: File | null;
  /** A file that was chosen before a reload and is too large to be kept. */
  lostName?: string;
  onChoose: (file: File | null) => void;
  question?: FileQuestion;
  /** The sheet that was chosen. */
  sheet?: string;
  onSheet: (sheet: string) => void;
  columns: Record<string, string>;
  onColumns: (columns: Record<string, string>) => void;
};

/** Template, file, and what must be chosen before it can be read: the sheet, or a column. */
export function FileStep({ groupId, file, lostName, onChoose, question, ...chosen }: Props) {
  const t = useTranslations("import");
  const format = useFormatter();
  const isTooLarge = file !== null && file.size > LIMITS.uploadBytes;
  return (
    <div className="flex flex-col gap-5">
      <ol className="flex list-decimal flex-col gap-5 pl-5">
        <li>
          <p className="mb-2">{t("stepTemplate")}</p>
          <a href={`/api/v1/groups/${groupId}/template.xlsx`} className={buttonClass()}>
            <FileSpreadsheet aria-hidden />
            {t("template")}
          </a>
        </li>
        <li>{t("stepFill")}</li>
        <li>
          <p className="mb-2">{t("stepChoose")}</p>
          <FileDrop onChoose={onChoose} />
          {file && (
            <p className="mt-3 font-medium [overflow-wrap:anywhere]" role="status">
              {file.name}{" "}
              <span className="font-normal text-muted">
                ({format.number(Math.ceil(file.size / 1024))} kB)
              </span>
            </p>
          )}
          {lostName && (
            <Notice tone="info" className="mt-3">
              {t("chooseAgain", { name: lostName })}
            </Notice>
          )}
          {isTooLarge && (
            <Notice tone="danger" role="alert" className="mt-3">
              {t("tooLarge")}
            </Notice>
          )}
        </li>
      </ol>
      {question && <Question key={question.message} question={question} {...chosen} />}
    </div>
  );
}

function FileDrop({ onChoose }: Pick<Props, "onChoose">) {
  const t = useTranslations("import");
  return (
    <DropZone
      onDrop={async (event) => {
        const item = event.items.find((one) => one.kind === "file");
        if (item?.kind === "file") onChoose(await item.getFile());
      }}
      className="flex flex-col items-center gap-3 rounded-lg border-2 border-dashed border-line-strong px-6 py-8 text-center drop-target:border-accent drop-target:bg-accent-tint"
    >
      <Upload aria-hidden className="size-6 text-muted" />
      <Text slot="label">{t("drop")}</Text>
      <FileButton
        accept={[
          ".xlsx",
          ".csv",
          ".txt",
          ".tsv",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
          "text/csv",
          "text/tab-separated-values",
        ]}
        onChoose={onChoose}
      >
        {t("choose")}
      </FileButton>
      <span className="text-sm text-muted">{t("limits")}</span>
    </DropZone>
  );
}

type QuestionProps = { question: FileQuestion } & Pick<Props, "sheet" | "onSheet" | "columns" | "onColumns">;

/** Why the file cannot be read yet, and what must be chosen. */
function Question({ question, sheet, onSheet, columns, onColumns }: QuestionProps) {
  const t = useTranslations("import");
  const label = useFieldLabel();
  const { message, sheets = [] } = question;
  return (
    <Notice tone="warning" role="alert" title={message ?? t("whichSheet")}>
      <div className="mt-3 grid gap-4 sm:grid-cols-3">
        {sheets.length > 1 && (
          <Select
            label={t("sheet")}
            options={sheets.map(({ name, hidden, rows }) => ({
              id: name,
              label: name,
              description: t("sheetAbout", { count: rows, hidden: String(hidden) }),
            }))}
            value={sheet ?? null}
            onChange={onSheet}
            placeholder={t("chooseSheet")}
          />
        )}
        {columnsAsked(question).map(([key, headers]) => (
          <Select
            key={key}
            label={t("whichColumn", { field: label(key) })}
            options={headers.map((header) => ({ id: header, label: header }))}
            value={columns[key] ?? null}
            onChange={(header) => onColumns({ ...columns, [key]: header })}
            placeholder={t("chooseColumn")}
          />
        ))}
      </div>
    </Notice>
  );
}

/** Each field in question with the headers it may stand under. */
function columnsAsked({ missing = [], headers = [], ambiguous = {} }: FileQuestion): [string, string[]][] {
  const several = Object.entries(ambiguous);
  // The other parts follow the street to its side of the sheet.
  const first = several.filter(([key]) => key === "street");
  return [
    ...missing.map((key): [string, string[]] => [key, [...new Set(headers)]]),
    ...(first.length > 0 ? first : several),
  ];
}
