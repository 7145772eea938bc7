"use client";

import { useTranslations } from "next-intl";
import { DeleteDialog } from "@/components/projects/lazy-parts";
import { Notice } from "@/components/ui/notice";
import type { ActionResult } from "@/lib/contract/action-result";
import { SIDES, sideOf } from "@/lib/domain/sides";
import { ORGANISATION_KINDS, type OrganisationKind, ROLES, type Role } from "@/lib/domain/vocabulary";
import { FieldsDialog, type FormField, type FormValues } from "./fields-dialog";

export type User = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isActive: boolean;
  organisation: { id: string; name: string } | null;
  openCases: number;
};

/** What is asked about a user before it is done. */
export type UserTask = { what: "create" } | { what: "edit" | "reset" | "handOver"; user: User };

export type UserVerbs = {
  create: (input: unknown) => Promise<ActionResult<{ id: string; password: string }>>;
  update: (id: string, input: unknown) => Promise<ActionResult<void>>;
  setActive: (id: string, input: unknown) => Promise<ActionResult<void>>;
  resetPassword: (id: string, input: unknown) => Promise<ActionResult<{ password: string }>>;
};

/** A company that a user can belong to. */
export type WorkPlace = { id: string; name: string; kind: OrganisationKind };

type Props = UserVerbs & {
  task: UserTask;
  users: readonly User[];
  organisations: readonly WorkPlace[];
  onClose: () => void;
};

export function UserDialog({ task, users, organisations, onClose, ...verbs }: Props) {
  switch (task.what) {
    case "create":
      return <NewUser organisations={organisations} create={verbs.create} onClose={onClose} />;
    case "edit":
      return <EditUser user={task.user} update={verbs.update} onClose={onClose} />;
    case "reset":
      return <ResetPassword user={task.user} resetPassword={verbs.resetPassword} onClose={onClose} />;
    case "handOver":
      return <HandOver user={task.user} users={users} setActive={verbs.setActive} onClose={onClose} />;
  }
}

type OwnProps<Verb extends keyof UserVerbs> = Pick<UserVerbs, Verb> & { user: User; onClose: () => void };

function NewUser({ organisations, create, onClose }: Pick<Props, "organisations" | "create" | "onClose">) {
  const t = useTranslations("admin");
  const words = useTranslations("domain.role");
  const person = usePersonFields();
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
  return (
    <FieldsDialog
      title={t("createUser")}
      fields={[...person, role, ...workPlaces]}
      initial={{ role: "installer" }}
      submitLabel={t("createUser")}
      submit={create}
      result={passwordOnce}
      onClose={onClose}
    />
  );
}

function EditUser({ user, update, onClose }: OwnProps<"update">) {
  const t = useTranslations("admin");
  return (
    <FieldsDialog
      title={t("editNamed", { name: user.name })}
      fields={[...usePersonFields(), { ...useOwnPassword(), when: ({ email }) => email !== user.email }]}
      initial={{ name: user.name, email: user.email }}
      submitLabel={t("save")}
      submit={(values) => update(user.id, values)}
      onClose={onClose}
    />
  );
}

function ResetPassword({ user, resetPassword, onClose }: OwnProps<"resetPassword">) {
  const t = useTranslations("admin");
  return (
    <FieldsDialog
      title={t("resetPasswordOf", { name: user.name })}
      fields={[useOwnPassword()]}
      initial={{}}
      submitLabel={t("resetPassword")}
      submit={(values) => resetPassword(user.id, values)}
      result={passwordOnce}
      onClose={onClose}
    />
  );
}

/** Deactivates whoever is responsible for open cases: a colleague takes them over, where there is one. */
function HandOver({ user, users, setActive, onClose }: OwnProps<"setActive"> & Pick<Props, "users">) {
  const t = useTranslations("admin");
  const title = t("deactivateNamed", { name: user.name });
  const label = t("deactivate");
  const colleagues = users.filter(
    (one) => one.isActive && one.id !== user.id && one.organisation?.id === user.organisation?.id,
  );
  if (mustHaveSuccessor(user) && colleagues.length === 0) {
    return (
      <DeleteDialog
        title={title}
        text={t("lastInstaller", { count: user.openCases, name: user.name })}
        label={label}
        remove={() => setActive(user.id, { isActive: false })}
        onClose={onClose}
      />
    );
  }
  const moveTo: FormField = {
    name: "moveTo",
    label: t("moveTo", { count: user.openCases }),
    kind: "select",
    options: [
      ...colleagues.map(({ id, name }) => ({ id, label: name })),
      ...(mustHaveSuccessor(user) ? [] : [{ id: "none", label: t("noHandler") }]),
    ],
  };
  return (
    <FieldsDialog
      title={title}
      fields={[moveTo]}
      initial={{}}
      submitLabel={label}
      submit={(values) => setActive(user.id, { isActive: false, moveTo: values.moveTo })}
      onClose={onClose}
    />
  );
}

/** Whether no case can be without somebody of this user's side. */
const mustHaveSuccessor = (user: User) => {
  const side = sideOf(user.role);
  return side !== null && SIDES[side].isRequired;
};

function usePersonFields(): FormField[] {
  const t = useTranslations("admin");
  return [
    { name: "name", label: t("name") },
    { name: "email", label: t("email"), kind: "email" },
  ];
}

/** The administrator's own password, asked for again. */
function useOwnPassword(): FormField {
  const t = useTranslations("admin");
  return {
    name: "password",
    label: t("ownPassword"),
    kind: "password",
    description: t("ownPasswordHelp"),
  };
}

const passwordOnce = ({ password }: { password: string }) => <PasswordOnce password={password} />;

function PasswordOnce({ password }: { password: string }) {
  const t = useTranslations("admin");
  return (
    <Notice tone="success" title={t("passwordOnce")}>
      <code className="text-lg break-all select-all">{password}</code>
    </Notice>
  );
}
