"use client";

import { Ellipsis } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DeleteDialog } from "@/components/projects/lazy-parts";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";
import { SIDES, sideOf } from "@/lib/domain/sides";
import { ORGANISATION_KINDS, type OrganisationKind, ROLES, type Role } from "@/lib/domain/vocabulary";
import { FieldsDialog } from "./fields-dialog";
import { ListTools, matching } from "./list-search";
import { AdminTable } from "./table";

type User = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isActive: boolean;
  organisation: { id: string; name: string } | null;
  openCases: number;
};
type Props = {
  users: User[];
  organisations: { id: string; name: string; kind: OrganisationKind }[];
  create: (input: unknown) => Promise<ActionResult<{ id: string; password: string }>>;
  update: (id: string, input: unknown) => Promise<ActionResult<void>>;
  setActive: (id: string, input: unknown) => Promise<ActionResult<void>>;
  resetPassword: (id: string) => Promise<ActionResult<{ password: string }>>;
};

/** Whether a case can be without whoever of this user's side is responsible for it. */
const isRequired = (user: User) => {
  const side = sideOf(user.role);
  return side !== null && SIDES[side].isRequired;
};

type Doing = { what: "create" } | { what: "edit" | "reset" | "handOver"; user: User };

export function Users({ users, organisations, create, update, setActive, resetPassword }: Props) {
  const t = useTranslations("admin");
  const words = useTranslations("domain.role");
  const format = useFormatter();
  const router = useRouter();
  const [doing, setDoing] = useState<Doing>();
  const [search, setSearch] = useState("");
  const close = () => setDoing(undefined);
  const colleaguesOf = (user: User) =>
    users.filter(
      (one) => one.isActive && one.id !== user.id && one.organisation?.id === user.organisation?.id,
    );
  const isLastInstaller = (user: User) => isRequired(user) && colleaguesOf(user).length === 0;
  const flip = async (user: User) => {
    // Whoever is responsible for open cases must hand them over first.
    if (user.isActive && user.openCases > 0) return setDoing({ what: "handOver", user });
    const answer = await setActive(user.id, { isActive: !user.isActive });
    if (!answer.ok) notify({ tone: "danger", message: answer.message });
    router.refresh();
  };
  const password = (value: { password: string }) => (
    <Notice tone="success" title={t("passwordOnce")}>
      <code className="text-lg break-all select-all">{value.password}</code>
    </Notice>
  );
  const fields = [
    { name: "name", label: t("name") },
    { name: "email", label: t("email"), kind: "email" as const },
  ];
  return (
    <>
      <ListTools value={search} onChange={setSearch}>
        <Button variant="primary" onPress={() => setDoing({ what: "create" })}>
          {t("createUser")}
        </Button>
      </ListTools>
      <AdminTable
        heads={[
          t("name"),
          t("email"),
          t("role"),
          t("organisation"),
          t("openCases"),
          t("status"),
          `|${t("edit")}`,
        ]}
      >
        {matching(users, search, ({ name, email, organisation }) => [name, email, organisation?.name]).map(
          (user) => (
            <tr key={user.id} className={user.isActive ? "" : "text-muted"}>
              <th scope="row" className="px-4 py-2 text-left font-medium">
                {user.name}
              </th>
              <td className="px-4 py-2">{user.email}</td>
              <td className="px-4 py-2">{words(user.role)}</td>
              <td className="px-4 py-2">{user.organisation?.name ?? "–"}</td>
              <td className="px-4 py-2">{format.number(user.openCases)}</td>
              <td className="px-4 py-2">{t(user.isActive ? "active" : "inactive")}</td>
              <td className="px-2 py-1 text-right">
                <Menu
                  label={t("menuOf", { name: user.name })}
                  trigger={<Ellipsis aria-hidden />}
                  items={[
                    { id: "edit", label: t("edit"), onAction: () => setDoing({ what: "edit", user }) },
                    {
                      id: "reset",
                      label: t("resetPassword"),
                      onAction: () => setDoing({ what: "reset", user }),
                    },
                    {
                      id: "active",
                      label: t(user.isActive ? "deactivate" : "activate"),
                      isDanger: user.isActive,
                      onAction: () => void flip(user),
                    },
                  ]}
                />
              </td>
            </tr>
          ),
        )}
      </AdminTable>
      {doing?.what === "create" && (
        <FieldsDialog
          title={t("createUser")}
          fields={[
            ...fields,
            {
              name: "role",
              label: t("role"),
              kind: "select",
              options: ROLES.map((id) => ({ id, label: words(id) })),
            },
            ...ORGANISATION_KINDS.map((kind) => ({
              name: "organisationId",
              label: t("organisation"),
              kind: "select" as const,
              options: organisations
                .filter((one) => one.kind === kind)
                .map(({ id, name }) => ({ id, label: name })),
              when: (values: Record<string, unknown>) => values.role === kind,
            })),
          ]}
          initial={{ role: "installer" }}
          submitLabel={t("createUser")}
          submit={create}
          result={password}
          onClose={close}
        />
      )}
      {doing?.what === "edit" && (
        <FieldsDialog
          title={t("editNamed", { name: doing.user.name })}
          fields={fields}
          initial={{ name: doing.user.name, email: doing.user.email }}
          submitLabel={t("save")}
          submit={(values) => update(doing.user.id, values)}
          onClose={close}
        />
      )}
      {doing?.what === "reset" && (
        <FieldsDialog
          title={t("resetPasswordOf", { name: doing.user.name })}
          fields={[]}
          initial={{}}
          submitLabel={t("resetPassword")}
          submit={() => resetPassword(doing.user.id)}
          result={password}
          onClose={close}
        />
      )}
      {doing?.what === "handOver" && isLastInstaller(doing.user) && (
        <DeleteDialog
          title={t("deactivateNamed", { name: doing.user.name })}
          text={t("lastInstaller", { count: doing.user.openCases, name: doing.user.name })}
          label={t("deactivate")}
          remove={() => setActive(doing.user.id, { isActive: false })}
          onClose={close}
        />
      )}
      {doing?.what === "handOver" && !isLastInstaller(doing.user) && (
        <FieldsDialog
          title={t("deactivateNamed", { name: doing.user.name })}
          fields={[
            {
              name: "moveTo",
              label: t("moveTo", { count: doing.user.openCases }),
              kind: "select",
              options: [
                ...colleaguesOf(doing.user).map(({ id, name }) => ({ id, label: name })),
                ...(isRequired(doing.user) ? [] : [{ id: "none", label: t("noHandler") }]),
              ],
            },
          ]}
          initial={{}}
          submitLabel={t("deactivate")}
          submit={(values) => setActive(doing.user.id, { isActive: false, moveTo: values.moveTo })}
          onClose={close}
        />
      )}
    </>
  );
}
