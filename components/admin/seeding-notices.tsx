"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { isAddressPart } from "@/lib/domain/addresses/address-parts";
import { isFieldKey } from "@/lib/domain/fields/fields";
import { lineOfAddress, type SeedGroup } from "./seeding-project";
import type { Seeded, SeedRefusal } from "./seeding-work";

/** The parts of the form that a fault's path may name. */
const PARTS = ["groups", "name", "ownerId", "gridArea", "caseType", "addresses", "fields"] as const;
const isPart = (part: string): part is (typeof PARTS)[number] => (PARTS as readonly string[]).includes(part);

/** Why no project was made, and where each fault lies. */
export function SeedRefused({ refusal, groups }: { refusal: SeedRefusal; groups: readonly SeedGroup[] }) {
  const placeOf = useFaultPlace(groups);
  return (
    <Notice tone="danger" role="alert" title={refusal.message}>
      <ul className="max-h-64 list-disc overflow-y-auto pl-5">
        {refusal.errors.map(({ path, message }) => (
          <li key={path + message}>
            {placeOf(path)}: {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** Where a fault lies, in the words of the form: »Blok A · linje 3 · Husnr.« */
function useFaultPlace(groups: readonly SeedGroup[]) {
  const t = useTranslations("admin.seeding");
  const domain = useTranslations("domain");
  return (path: string) => {
    const parts = path.split(/ · |\./);
    return parts
      .flatMap((part, i) => {
        const before = parts[i - 1];
        if (part === "groups" && parts.length > 1) return [];
        if (before === "groups") return t("group", { number: Number(part) + 1 });
        if (/^\d+$/.test(part)) return t("line", { number: lineOfAddress(groups, before, Number(part)) });
        if (part === "addresses" && i < parts.length - 1) return [];
        if (isPart(part)) return t(`part.${part}`);
        if (isAddressPart(part)) return domain(`addressPart.${part}`);
        return isFieldKey(part) ? domain(`field.${part}`) : part;
      })
      .join(" · ");
  };
}

export function SeedMade({ made: { projectId, groups, cases } }: { made: Seeded }) {
  const t = useTranslations("admin.seeding");
  return (
    <Notice tone="success" role="status" title={t("made", { groups, cases })}>
      <Link href={`/projects/${projectId}`} className="link">
        {t("showProject")}
      </Link>
    </Notice>
  );
}
