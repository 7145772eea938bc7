"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { postJson } from "@/components/api";
import { MenuPopover } from "@/components/ui/menu-popover";
import { notify } from "@/components/ui/toast";
import type { Offers } from "@/lib/contract/answers/cases";
import type { CaseRow } from "./case-row";

export type MenuPlace = { row: CaseRow; x: number; y: number };

type Props = MenuPlace & {
  isSelected: boolean;
  /** Selects the case, or lets it go. */
  onToggle: () => void;
  /** Of the case's page. */
  href: string;
  onClose: () => void;
};

/** What can be done with one case, where the pointer is: with what it is offered, once the server has told. */
export function RowMenu({ row, x, y, isSelected, onToggle, href, onClose }: Props) {
  const t = useTranslations("cases.table.menu");
  const router = useRouter();
  const place = useRef<HTMLButtonElement>(null);
  const [offered, setOffered] = useState<readonly { action: string; label: string }[]>([]);
  const { id, version } = row;
  useEffect(() => {
    let isOver = false;
    void postJson<Offers>("/api/v1/cases/offers", { selection: { ids: [id], versions: [version] } }).then(
      (answer) => {
        if (answer.ok && !isOver) setOffered(answer.body.actions.filter((offer) => offer.offered));
      },
    );
    return () => {
      isOver = true;
    };
  }, [id, version]);
  const copy = (text: string) => () => {
    const done = () => notify({ message: t("copied", { text }) });
    void navigator.clipboard?.writeText(text).then(done, () => notify({ message: t("notCopied") }));
  };
  return (
    <>
      <button
        ref={place}
        type="button"
        tabIndex={-1}
        aria-hidden
        className="pointer-events-none fixed size-0"
        style={{ left: x, top: y }}
      />
      <MenuPopover
        label={t("label", { address: row.address })}
        items={[
          { id: "open", label: t("open"), onAction: () => router.push(href) },
          { id: "tab", label: t("newTab"), onAction: () => window.open(href, "_blank", "noopener") },
          { id: "select", label: t(isSelected ? "deselect" : "select"), onAction: onToggle },
          { id: "address", label: t("copyAddress"), onAction: copy(row.address) },
          { id: "number", label: t("copyNumber"), onAction: copy(String(row.number)) },
          ...offered.map(({ action, label }) => ({
            id: `do-${action}`,
            label: `${label} …`,
            onAction: () => router.push(`/cases/${id}?do=${action}`),
          })),
        ]}
        isSheet={false}
        placement="bottom start"
        triggerRef={place}
        start="first"
        onClose={(action) => {
          onClose();
          action?.();
        }}
      />
    </>
  );
}
