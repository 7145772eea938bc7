"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { postForm, postJson } from "@/components/api";
import { GridAreaFields } from "@/components/projects/grid-area-fields";
import { Select } from "@/components/ui/select";
import { Tabs } from "@/components/ui/tabs";
import { TextField } from "@/components/ui/text-field";
import type { ActionResult } from "@/lib/contract/action-result";
import { LIMITS } from "@/lib/domain/limits";
import { type DemoCounts, SeedDemo } from "./seeding-demo";
import { SeedFile } from "./seeding-file";
import { SeedForm } from "./seeding-form";
import { SeedMade, SeedRefused } from "./seeding-notices";
import { newGroup, projectBody, type SeedGroup, type SeedProject, workbookForm } from "./seeding-project";
import { type MadeDemo, useSeeding } from "./seeding-work";

type Props = {
  owners: { id: string; label: string }[];
  createDemo: (input: unknown) => Promise<ActionResult<MadeDemo>>;
  removeDemo: () => Promise<ActionResult<MadeDemo>>;
};

/** Projects made by an administrator on an installer company's behalf: from a form, a workbook, or made up. */
export function Seeding({ owners, createDemo, removeDemo }: Props) {
  const t = useTranslations("admin.seeding");
  const ownerId = owners.length === 1 ? (owners[0]?.id ?? "") : "";
  const [project, setProject] = useState<SeedProject>({ ownerId, name: "", gridArea: "" });
  const [groups, setGroups] = useState<SeedGroup[]>([newGroup()]);
  const [file, setFile] = useState<File | null>(null);
  const [demo, setDemo] = useState<DemoCounts>({ projects: "2", groups: "3", cases: "40" });
  const work = useSeeding();
  const { refusal, made, isPending } = work;
  const top = useRef<HTMLDivElement>(null);
  // The answer stands above the form, and its reader is at the button below it.
  useEffect(() => {
    if (refusal || made) top.current?.focus();
  }, [refusal, made]);

  const errorOf = (path: string) => refusal?.errors.find((one) => one.path === path)?.message;
  const form = { errorOf, isPending };
  const change = (part: Partial<SeedProject>) => setProject((now) => ({ ...now, ...part }));
  const projectFields = <ProjectFields project={project} onChange={change} errorOf={errorOf} />;
  return (
    <div ref={top} tabIndex={-1} className="panel flex scroll-mt-20 flex-col gap-6 p-5 outline-none sm:p-6">
      <p className="max-w-prose text-muted">{t("intro")}</p>
      {refusal && <SeedRefused refusal={refusal} groups={groups} />}
      {made && <SeedMade made={made} />}
      <Select
        label={t("owner")}
        name="ownerId"
        options={owners}
        value={project.ownerId || null}
        onChange={(ownerId) => change({ ownerId })}
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
              <SeedForm
                groups={groups}
                onChange={setGroups}
                {...form}
                onCreate={() =>
                  work.create(() => postJson("/api/admin/projects", projectBody(project, groups)))
                }
              >
                {projectFields}
              </SeedForm>
            ),
          },
          {
            id: "file",
            label: t("fromFile"),
            content: (
              <SeedFile
                file={file}
                onChoose={setFile}
                isPending={isPending}
                onCreate={() =>
                  work.create(() => postForm("/api/admin/projects/workbook", workbookForm(project, file)))
                }
              >
                {projectFields}
              </SeedFile>
            ),
          },
          {
            id: "demo",
            label: t("demo"),
            content: (
              <SeedDemo
                counts={demo}
                onChange={setDemo}
                {...form}
                onCreate={() => work.createDemo(() => createDemo({ ownerId: project.ownerId, ...demo }))}
                remove={removeDemo}
              />
            ),
          },
        ]}
      />
    </div>
  );
}

type ProjectFieldsProps = {
  project: SeedProject;
  onChange: (part: Partial<SeedProject>) => void;
  errorOf: (path: string) => string | undefined;
};

function ProjectFields({ project: { name, gridArea }, onChange, errorOf }: ProjectFieldsProps) {
  const t = useTranslations("admin.seeding");
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <TextField
        label={t("projectName")}
        name="name"
        value={name}
        onChange={(typed) => onChange({ name: typed })}
        maxLength={LIMITS.nameLength}
        errorMessage={errorOf("name")}
        isRequired
      />
      <div className="flex flex-col gap-4">
        <GridAreaFields
          gridArea={gridArea}
          onChange={(code) => onChange({ gridArea: code })}
          error={errorOf("gridArea")}
        />
      </div>
    </div>
  );
}
