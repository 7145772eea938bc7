"use client";

import { Plus, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { type Answer, postForm, postJson } from "@/components/api";
import type { TypedValues } from "@/components/fields/case-field-control";
import { CaseFieldsForm } from "@/components/fields/case-fields-form";
import { GridAreaFields } from "@/components/projects/grid-area-fields";
import { DeleteDialog } from "@/components/projects/lazy-parts";
import { Button } from "@/components/ui/button";
import { FileButton } from "@/components/ui/file-button";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { Tabs } from "@/components/ui/tabs";
import { TextField } from "@/components/ui/text-field";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";
import { splitAddress } from "@/lib/domain/addresses/address-line";
import { isAddressPart } from "@/lib/domain/addresses/address-parts";
import { DEFAULTS, isFieldKey } from "@/lib/domain/fields/fields";
import { CASE_TYPES, type CaseType } from "@/lib/domain/vocabulary";
import { LIMITS } from "@/lib/domain/limits";

type Seeded = { projectId: string; groups: number; cases: number };
type Props = {
  owners: { id: string; label: string }[];
  createDemo: (input: unknown) => Promise<ActionResult<{ projects: number; cases: number }>>;
  removeDemo: () => Promise<ActionResult<{ projects: number; cases: number }>>;
};

type Group = { name: string; caseType: CaseType; lines: string; fields: TypedValues };
const newGroup = (): Group => ({
  name: "",
  caseType: "apartment",
  lines: "",
  fields: { payerSameAsCustomer: true, ...DEFAULTS.apartment },
});

/** The parts of the form that a fault's path may name. */
const PARTS = ["groups", "name", "ownerId", "gridArea", "caseType", "addresses", "fields"] as const;
const isPart = (part: string): part is (typeof PARTS)[number] => (PARTS as readonly string[]).includes(part);

/** Projects made by an administrator on an installer company's behalf: from a form, a workbook, or made up. */
export function Seeding({ owners, createDemo, removeDemo }: Props) {
  const t = useTranslations("admin.seeding");
  const words = useTranslations("domain.caseType");
  const domain = useTranslations("domain");
  const router = useRouter();
  const [ownerId, setOwner] = useState(owners.length === 1 ? (owners[0]?.id ?? "") : "");
  const [name, setName] = useState("");
  const [gridArea, setGridArea] = useState("");
  const [groups, setGroups] = useState<Group[]>([newGroup()]);
  const [file, setFile] = useState<File | null>(null);
  const [demo, setDemo] = useState({ projects: "2", groups: "3", cases: "40" });
  const lost = useTranslations("shell")("connectionLost");
  const [refusal, setRefusal] = useState<{ message: string; errors: { path: string; message: string }[] }>();
  const [made, setMade] = useState<Seeded>();
  const [isRemoving, setRemoving] = useState(false);
  const [isPending, start] = useTransition();
  const isAtWork = useRef(false);
  /** A second press in the same moment, before the button shows that it works, is no second project. */
  const startTransition = (work: () => Promise<void>) => {
    if (isAtWork.current) return;
    isAtWork.current = true;
    start(() =>
      work().finally(() => {
        isAtWork.current = false;
      }),
    );
  };
  const top = useRef<HTMLDivElement>(null);
  // The answer stands above the form, and its reader is at the button below it.
  useEffect(() => {
    if (refusal || made) top.current?.focus();
  }, [refusal, made]);

  /** Where a fault lies, in the words of the form: »Blok A · linje 3 · Husnr.« */
  const placeOf = (path: string) => {
    const parts = path.split(/ · |\./);
    return parts
      .flatMap((part, i) => {
        const before = parts[i - 1];
        if (part === "groups" && parts.length > 1) return [];
        if (before === "groups") return t("group", { number: Number(part) + 1 });
        if (/^\d+$/.test(part)) return t("line", { number: lineOf(before, Number(part)) });
        if (part === "addresses" && i < parts.length - 1) return [];
        if (isPart(part)) return t(`part.${part}`);
        if (isAddressPart(part)) return domain(`addressPart.${part}`);
        return isFieldKey(part) ? domain(`field.${part}`) : part;
      })
      .join(" · ");
  };
  /** The line of the text that the nth address of a group stands in; empty ones are not sent. */
  const lineOf = (groupName: string | undefined, nth: number) => {
    const group = groups.find(({ name: one }) => one.trim() === groupName);
    const filled = (group?.lines ?? "").split("\n").flatMap((line, i) => (line.trim() === "" ? [] : [i + 1]));
    return filled[nth - 1] ?? nth;
  };
  const errorOf = (path: string) => refusal?.errors.find((one) => one.path === path)?.message;
  const change = (at: number, part: Partial<Group>) =>
    setGroups(groups.map((group, i) => (i === at ? { ...group, ...part } : group)));
  const run = (work: () => Promise<Answer<Seeded>>) =>
    startTransition(async () => {
      const answer = await work();
      setRefusal(
        answer.ok
          ? undefined
          : { message: answer.problem.detail || lost, errors: answer.problem.errors ?? [] },
      );
      setMade(answer.ok ? answer.body : undefined);
      if (answer.ok) router.refresh();
    });
  const fromForm = () =>
    postJson<Seeded>("/api/admin/projects", {
      ownerId,
      name,
      gridArea,
      groups: groups.map(({ lines, ...group }) => ({
        ...group,
        addresses: lines
          .split("\n")
          .filter((line) => line.trim() !== "")
          .map(splitAddress),
      })),
    });
  const fromFile = () => {
    const form = new FormData();
    if (file) form.set("file", file);
    for (const [key, value] of Object.entries({ ownerId, name, gridArea })) form.set(key, value);
    return postForm<Seeded>("/api/admin/projects/workbook", form);
  };
  const makeDemo = () =>
    startTransition(async () => {
      const answer = await createDemo({ ownerId, ...demo });
      setRefusal(answer.ok ? undefined : answer);
      if (!answer.ok) return;
      notify({
        tone: "success",
        message: t("demoMade", answer.value),
        href: "/projects",
        hrefLabel: t("showProjects"),
      });
      router.refresh();
    });

  const where = (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <TextField
        label={t("projectName")}
        name="name"
        value={name}
        onChange={setName}
        maxLength={LIMITS.nameLength}
        errorMessage={errorOf("name")}
        isRequired
      />
      <div className="flex flex-col gap-4">
        <GridAreaFields gridArea={gridArea} onChange={setGridArea} error={errorOf("gridArea")} />
      </div>
    </div>
  );
  return (
    <div ref={top} tabIndex={-1} className="panel flex scroll-mt-20 flex-col gap-6 p-5 outline-none sm:p-6">
      <p className="max-w-prose text-muted">{t("intro")}</p>
      {refusal && (
        <Notice tone="danger" role="alert" title={refusal.message}>
          <ul className="max-h-64 list-disc overflow-y-auto pl-5">
            {refusal.errors.map(({ path, message }) => (
              <li key={path + message}>
                {placeOf(path)}: {message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {made && (
        <Notice tone="success" role="status" title={t("made", { groups: made.groups, cases: made.cases })}>
          <Link href={`/projects/${made.projectId}`} className="link">
            {t("showProject")}
          </Link>
        </Notice>
      )}
      <Select
        label={t("owner")}
        name="ownerId"
        options={owners}
        value={ownerId || null}
        onChange={setOwner}
        placeholder={t("chooseOwner")}
        errorMessage={errorOf("ownerId")}
        className="sm:max-w-md"
        isRequired
      />
      <Tabs
        label={t("ways")}
        keepMounted={false}
        tabs={[
          {
            id: "form",
            label: t("fromForm"),
            content: (
              <div className="flex flex-col gap-6">
                {where}
                {groups.map((group, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the groups have no other identity yet
                  <fieldset key={i} className="flex flex-col gap-4 rounded-md border border-line p-4">
                    <legend className="px-1 font-semibold">{t("group", { number: i + 1 })}</legend>
                    <div className="grid items-start gap-4 sm:grid-cols-2">
                      <TextField
                        label={t("groupName")}
                        value={group.name}
                        onChange={(value) => change(i, { name: value })}
                        maxLength={LIMITS.nameLength}
                        errorMessage={errorOf(`groups.${i}.name`)}
                        isRequired
                      />
                      <Select
                        label={t("caseType")}
                        options={CASE_TYPES.map((id) => ({ id, label: words(id) }))}
                        value={group.caseType}
                        onChange={(id) =>
                          change(i, {
                            caseType: id as CaseType,
                            fields: { payerSameAsCustomer: true, ...DEFAULTS[id as CaseType] },
                          })
                        }
                      />
                    </div>
                    <TextField
                      label={t("addresses")}
                      value={group.lines}
                      onChange={(value) => change(i, { lines: value })}
                      description={t("addressesHelp")}
                      multiline
                      rows={6}
                      isOptional
                    />
                    <details>
                      <summary className="cursor-pointer font-medium">{t("fields")}</summary>
                      <div className="pt-4">
                        <CaseFieldsForm
                          caseType={group.caseType}
                          values={group.fields}
                          onChange={(fields) => change(i, { fields })}
                        />
                      </div>
                    </details>
                    {groups.length > 1 && (
                      <Button
                        variant="quiet"
                        onPress={() => setGroups(groups.filter((_, at) => at !== i))}
                        className="self-start"
                      >
                        <Trash2 aria-hidden /> {t("removeGroup")}
                      </Button>
                    )}
                  </fieldset>
                ))}
                <div className="flex flex-wrap gap-3">
                  <Button onPress={() => setGroups([...groups, newGroup()])}>
                    <Plus aria-hidden /> {t("addGroup")}
                  </Button>
                  <Button variant="primary" isPending={isPending} onPress={() => run(fromForm)}>
                    {t("create")}
                  </Button>
                </div>
              </div>
            ),
          },
          {
            id: "file",
            label: t("fromFile"),
            content: (
              <div className="flex flex-col gap-6">
                <p className="max-w-prose">{t("fileHelp")}</p>
                <p>
                  <a href="/admin/projects/template.xlsx" className={buttonClass()}>
                    {t("template")}
                  </a>
                </p>
                {where}
                <div className="flex flex-wrap items-center gap-3">
                  <FileButton accept={[".xlsx"]} onChoose={setFile}>
                    {t("chooseFile")}
                  </FileButton>
                  <span role="status">{file?.name}</span>
                </div>
                <p>
                  <Button variant="primary" isPending={isPending} onPress={() => run(fromFile)}>
                    {t("create")}
                  </Button>
                </p>
              </div>
            ),
          },
          {
            id: "demo",
            label: t("demo"),
            content: (
              <div className="flex flex-col gap-6">
                <p className="max-w-prose">{t("demoHelp")}</p>
                <div className="grid max-w-2xl gap-4 sm:grid-cols-3">
                  {(["projects", "groups", "cases"] as const).map((key) => (
                    <TextField
                      key={key}
                      label={t(`demo_${key}`)}
                      name={key}
                      value={demo[key]}
                      onChange={(value) => setDemo({ ...demo, [key]: value })}
                      inputMode="numeric"
                      errorMessage={errorOf(key)}
                    />
                  ))}
                </div>
                <div className="flex flex-wrap gap-3">
                  <Button variant="primary" isPending={isPending} onPress={makeDemo}>
                    {t("createDemo")}
                  </Button>
                  <Button variant="danger" onPress={() => setRemoving(true)}>
                    {t("removeDemo")}
                  </Button>
                </div>
              </div>
            ),
          },
        ]}
      />
      {isRemoving && (
        <DeleteDialog
          title={t("removeDemoTitle")}
          text={t("removeDemoText")}
          label={t("removeDemo")}
          remove={removeDemo}
          onClose={() => setRemoving(false)}
        />
      )}
    </div>
  );
}
