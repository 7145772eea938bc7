"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import { Form } from "react-aria-components";
import { getJson } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ComboBox } from "@/components/ui/combo-box";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { ActionResult } from "@/lib/domain/action-result";

export type GridAreaSuggestion = {
  town: string | null;
  exact: boolean;
  gridAreas: { code: string; name: string; dso: { name: string } }[];
};

type Props = { create: (input: { name: string; gridArea: string }) => Promise<ActionResult<{ id: string }>> };

/** »Opret nyt projekt«: a name and a postcode, which finds the grid area or asks for it. */
export function CreateProject({ create }: Props) {
  const t = useTranslations("projects");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onPress={() => setOpen(true)}>
        {t("create")}
      </Button>
      {isOpen && <CreateDialog create={create} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Asks for a postcode and settles on a grid area: the only one, or the one chosen from several. */
export function GridAreaFields({
  gridArea,
  onChange,
  error,
}: {
  gridArea: string;
  onChange: (code: string) => void;
  error?: string;
}) {
  const t = useTranslations("projects");
  const [postcode, setPostcode] = useState("");
  const [suggestion, setSuggestion] = useState<GridAreaSuggestion>();
  useEffect(() => {
    if (!/^\d{4}$/.test(postcode)) return;
    const abort = new AbortController();
    void getJson<GridAreaSuggestion>(`/api/v1/grid-areas?postcode=${postcode}`, abort.signal).then(
      (answer) => {
        if (abort.signal.aborted || !answer.ok) return;
        setSuggestion(answer.body);
        const [only, ...others] = answer.body.gridAreas;
        onChange(only && others.length === 0 ? only.code : "");
      },
    );
    return () => abort.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- asks once per postcode
  }, [postcode]);
  const type = (typed: string) => {
    setPostcode(typed.replace(/\D/g, "").slice(0, 4));
    setSuggestion(undefined);
    onChange("");
  };
  const options = (suggestion?.gridAreas ?? []).map(({ code, name, dso }) => ({
    id: code,
    label: `${code} ${name}`,
    description: dso.name,
  }));
  const [only] = suggestion?.gridAreas ?? [];
  return (
    <>
      <TextField
        label={t("postcode")}
        name="postcode"
        value={postcode}
        onChange={type}
        inputMode="numeric"
        isRequired
        description={suggestion?.town ?? t("postcodeHelp")}
        errorMessage={!suggestion ? error : undefined}
      />
      {suggestion && only && options.length === 1 && (
        <Notice tone="success" role="status">
          {t("placedIn", { code: only.code, name: only.name, dso: only.dso.name })}
        </Notice>
      )}
      {options.length > 1 &&
        (suggestion?.exact ? (
          <Select
            label={t("gridArea")}
            name="gridArea"
            options={options}
            value={gridArea || null}
            onChange={onChange}
            description={t("severalAreas")}
            errorMessage={error}
            placeholder={t("chooseArea")}
            isRequired
          />
        ) : (
          <ComboBox
            label={t("gridArea")}
            name="gridArea"
            options={options}
            value={gridArea || null}
            onChange={(id) => onChange(id ?? "")}
            description={t("noArea", { postcode })}
            errorMessage={error}
            isRequired
          />
        ))}
    </>
  );
}

function CreateDialog({ create, onClose }: Props & { onClose: () => void }) {
  const t = useTranslations("projects");
  const router = useRouter();
  const [name, setName] = useState("");
  const [gridArea, setGridArea] = useState("");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [isPending, startTransition] = useTransition();
  const submit = (event?: React.FormEvent) => {
    event?.preventDefault();
    if (name.trim() === "" || gridArea === "") {
      setErrors({
        ...(name.trim() === "" && { name: t("nameMissing") }),
        ...(gridArea === "" && { gridArea: t("areaMissing") }),
      });
      return;
    }
    startTransition(async () => {
      const result = await create({ name, gridArea });
      if (result.ok) return router.push(`/projects/${result.value.id}?new=1`);
      setErrors(Object.fromEntries(result.errors.map(({ path, message }) => [path, message])));
      if (result.errors.length === 0) setErrors({ form: result.message });
    });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("create")}
      footer={
        <>
          <Button onPress={onClose}>{t("back")}</Button>
          <Button variant="primary" onPress={() => submit()} isPending={isPending}>
            {t("createButton")}
          </Button>
        </>
      }
    >
      <Form onSubmit={submit} className="flex flex-col gap-4">
        {errors.form && (
          <Notice tone="danger" role="alert">
            {errors.form}
          </Notice>
        )}
        <TextField
          label={t("name")}
          name="name"
          value={name}
          onChange={setName}
          maxLength={120}
          errorMessage={errors.name}
          autoFocus
          isRequired
        />
        <GridAreaFields gridArea={gridArea} onChange={setGridArea} error={errors.gridArea} />
        <button type="submit" hidden />
      </Form>
    </Dialog>
  );
}
