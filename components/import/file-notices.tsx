"use client";

import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import type { FileNotice } from "@/lib/contract/answers/imports";

type Props = { notices: FileNotice[]; onChoice: (input: string, value: string) => void };

/** How the file was read. What can be read in another way has its choice beside it. */
export function FileNotices({ notices, onChoice }: Props) {
  const t = useTranslations("import");
  return (
    <div className="flex flex-col gap-2">
      {notices.map(({ code, message, choice }) => (
        <Notice key={`${code} ${message}`} tone={choice && choice.taken === null ? "warning" : "info"}>
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <p className="min-w-0 flex-1 basis-60 [overflow-wrap:break-word]">{message}</p>
            {choice && (
              <Select
                label={message}
                hideLabel
                options={choice.options.map(({ value, label }) => ({ id: value, label }))}
                value={choice.taken}
                onChange={(value) => value !== choice.taken && onChoice(choice.input, value)}
                placeholder={t("chooseReading")}
                className="w-full sm:w-64"
              />
            )}
          </div>
        </Notice>
      ))}
    </div>
  );
}
