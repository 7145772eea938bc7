"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { notify } from "@/components/ui/toast";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";
import { LIMITS } from "@/lib/domain/limits";
import { FieldsDialog, type FormField, type FormValues } from "./fields-dialog";
import { type Invited, LinkTold } from "./link-told";

export type AccessRequest = {
  id: string;
  company: string;
  cvr: string;
  authorisation: string;
  name: string;
  email: string;
  phone: string | null;
  note: string | null;
  createdAt: Date;
  correctedAt: Date | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  admitted: string | null;
  reason: string | null;
  known: readonly { id: string; name: string; isActive: boolean; userCount: number }[];
  user: string | null;
  others: readonly { company: string; cvr: string }[];
  /** The mail that declines it, around the reason. */
  declining: { before: string; after: string };
  /** Usual reasons, in the language of the request. */
  reasons: readonly string[];
};

export type AccessVerbs = {
  admit: (id: string, input: unknown) => Promise<ActionResult<Invited>>;
  decline: (id: string, input: unknown) => Promise<ActionResult<void>>;
  remove: (id: string, input: unknown) => Promise<ActionResult<void>>;
};

type Props = { request: AccessRequest; onClose: () => void };
const NEW = "new";

/**
 * Admits a company and invites its first user. Where a company is known already nothing is chosen for the administrator:
 * anybody can write another company's number, and whoever joins it sees all its cases.
 */
export function AdmitDialog({ request, admit, onClose }: Props & Pick<AccessVerbs, "admit">) {
  const t = useTranslations("admin.requests");
  const words = useTranslations("admin");
  const { known } = request;
  const nameOf = ({ name, isActive }: (typeof known)[number]) => (isActive ? name : t("isClosed", { name }));
  const [made, setMade] = useState({ name: request.name, email: request.email });
  const place: FormField = {
    name: "organisationId",
    label: t("company"),
    kind: "select",
    options: [
      { id: NEW, label: t("newCompany") },
      ...known.map((one) => ({ id: one.id, label: nameOf(one) })),
    ],
  };
  const send = async ({
    organisationId = "",
    company = request.company,
    name = "",
    email = "",
  }: FormValues) => {
    const chosen = known.length > 0 ? organisationId : NEW;
    if (chosen === "") {
      const message = t("choose");
      return {
        ok: false as const,
        code: "invalid",
        message: "",
        errors: [{ path: "organisationId", message }],
      };
    }
    setMade({ name: String(name), email: String(email) });
    const where =
      chosen === NEW
        ? {}
        : { organisationId: chosen, opens: known.some(({ id, isActive }) => id === chosen && !isActive) };
    const answer = await admit(request.id, {
      ...where,
      company,
      name,
      email,
      correctedAt: request.correctedAt,
    });
    if (answer.ok) return answer;
    // The number was given with the request, so the form has no field of it.
    const errors = answer.errors.map((one) => (one.path === "cvr" ? { ...one, path: "company" } : one));
    return { ...answer, errors };
  };
  return (
    <FieldsDialog
      title={t("admitNamed", { company: request.company })}
      fields={[
        ...(known.length > 0 ? [place] : []),
        {
          name: "company",
          label: t("company"),
          when: ({ organisationId }) => known.length === 0 || organisationId === NEW,
        },
        { name: "name", label: `${t("firstUser")}: ${words("name").toLowerCase()}` },
        { name: "email", label: words("email"), kind: "email" },
      ]}
      initial={{ organisationId: "", company: request.company, name: request.name, email: request.email }}
      submitLabel={t("admit")}
      consequence={({ organisationId, name = "", email = "" }) => {
        const chosen = known.find(({ id }) => id === organisationId);
        if (!chosen) return undefined;
        const { name: company, isActive, userCount: users } = chosen;
        const joins = t("joins", { company, name: String(name), email: String(email) });
        return isActive ? joins : `${t("reopens", { company, users })} ${joins}`;
      }}
      submit={send}
      result={({ link }: Invited) => <LinkTold link={link} person={made} />}
      onClose={onClose}
    />
  );
}

/** Declines a request; the mail is shown as it will be sent. */
export function DeclineDialog({ request, decline, onClose }: Props & Pick<AccessVerbs, "decline">) {
  const t = useTranslations("admin.requests");
  const words = useTranslations("admin");
  const router = useRouter();
  const [reason, setReason] = useState("");
  const { errors, isPending, submit } = useSubmit();
  const { before, after } = request.declining;
  return (
    <FormDialog
      title={t("declineNamed", { company: request.company })}
      submitLabel={t("decline")}
      isPending={isPending}
      refusal={errors.fields.reason ? undefined : errors.form}
      onSubmit={() =>
        submit(
          () => decline(request.id, { reason, correctedAt: request.correctedAt }),
          () => {
            notify({ tone: "success", message: t("sent") });
            router.refresh();
            onClose();
          },
        )
      }
      onClose={onClose}
    >
      <Select
        label={t("reasons")}
        placeholder={words("choose")}
        options={request.reasons.map((one) => ({ id: one, label: one }))}
        value={request.reasons.includes(reason) ? reason : null}
        onChange={setReason}
      />
      <TextField
        label={t("reason")}
        name="reason"
        multiline
        value={reason}
        onChange={setReason}
        maxLength={LIMITS.reasonLength}
        description={t("reasonHelp")}
        errorMessage={errors.fields.reason}
      />
      <section aria-label={t("preview")} className="rounded-md border border-line p-4 text-sm">
        <p className="mb-2 font-medium">{t("preview")}</p>
        <p className="break-words whitespace-pre-line">{`${before}${reason}${after}`}</p>
      </section>
    </FormDialog>
  );
}
