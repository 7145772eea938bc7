"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { FileButton } from "@/components/ui/file-button";

type Props = {
  file: File | null;
  onChoose: (file: File) => void;
  isPending: boolean;
  onCreate: () => void;
  /** The fields of the project itself. */
  children: React.ReactNode;
};

/** A project whose groups and cases stand in a workbook. */
export function SeedFile({ file, onChoose, isPending, onCreate, children }: Props) {
  const t = useTranslations("admin.seeding");
  return (
    <div className="flex flex-col gap-6">
      <p className="max-w-prose">{t("fileHelp")}</p>
      <p>
        <a href="/admin/projects/template.xlsx" className={buttonClass()}>
          {t("template")}
        </a>
      </p>
      {children}
      <div className="flex flex-wrap items-center gap-3">
        <FileButton accept={[".xlsx"]} onChoose={onChoose}>
          {t("chooseFile")}
        </FileButton>
        <span role="status">{file?.name}</span>
      </div>
      <p>
        <Button variant="primary" isPending={isPending} onPress={onCreate}>
          {t("create")}
        </Button>
      </p>
    </div>
  );
}
