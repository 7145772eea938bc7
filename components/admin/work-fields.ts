"use client";

import { useTranslations } from "next-intl";
import { ORGANISATION_KINDS, type OrganisationKind, ROLES } from "@/lib/domain/vocabulary";
import type { FormField, FormValues } from "./fields-dialog";

/** A company that a user can belong to. */
export type WorkPlace = { id: string; name: string; kind: OrganisationKind };

/** The role, and the company of its kind. */
export function useWorkFields(organisations: readonly WorkPlace[]): FormField[] {
  const t = useTranslations("admin");
  const words = useTranslations("domain.role");
  const role: FormField = {
    name: "role",
    label: t("role"),
    kind: "select",
    options: ROLES.map((id) => ({ id, label: words(id) })),
  };
  const workPlaces = ORGANISATION_KINDS.map(
    (kind): FormField => ({
      name: "organisationId",
      label: t("organisation"),
      kind: "select",
      options: organisations.filter((one) => one.kind === kind).map(({ id, name }) => ({ id, label: name })),
      when: (values: FormValues) => values.role === kind,
    }),
  );
  return [role, ...workPlaces];
}
