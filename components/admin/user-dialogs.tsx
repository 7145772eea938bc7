"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConfirmation } from "@/components/people/confirmation";
import { DeleteDialog } from "@/components/projects/lazy-parts";
import { Dialog } from "@/components/ui/dialog";
import type { ActionResult } from "@/lib/contract/action-result";
import { SIDES, sideOf } from "@/lib/domain/sides";
import type { Role } from "@/lib/domain/vocabulary";
import { FieldsDialog, type FormField } from "./fields-dialog";
import { InviteMany } from "./invite-many";
import { CloseButton, type Invited, LinkTold } from "./link-told";
import { useWorkFields, type WorkPlace } from "./work-fields";

export type User = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isActive: boolean;
  /** Has not chosen a password yet. */
  isInvited: boolean;
  hasSecondFactor: boolean;
  organisation: { id: string; name: string } | null;
  openCases: number;
};

/** What is asked about a user before it is done, or told after it. */
export type UserTask =
  | { what: "create" | "createMany" }
  | { what: "edit" | "reset" | "resetSecondFactor" | "handOver"; user: User }
  | { what: "invited"; user: User; link: string | null };

export type UserVerbs = {
  create: (input: unknown) => Promise<ActionResult<Invited>>;
  createMany: (input: unknown) => Promise<ActionResult<Invited[]>>;
  inviteAgain: (id: string) => Promise<ActionResult<Invited>>;
  update: (id: string, input: unknown) => Promise<ActionResult<void>>;
  setActive: (id: string, input: unknown) => Promise<ActionResult<void>>;
  resetPassword: (id: string, input: unknown) => Promise<ActionResult<Invited>>;
  resetSecondFactor: (id: string, input: unknown) => Promise<ActionResult<void>>;
};

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
    case "createMany":
      return <InviteMany organisations={organisations} createMany={verbs.createMany} onClose={onClose} />;
    case "invited":
      return (
        <Dialog isOpen onClose={onClose} title={task.user.name} footer={<CloseButton onPress={onClose} />}>
          <LinkTold link={task.link} person={task.user} />
        </Dialog>
      );
    case "edit":
      return <EditUser user={task.user} update={verbs.update} onClose={onClose} />;
    case "reset":
      return <ResetPassword user={task.user} resetPassword={verbs.resetPassword} onClose={onClose} />;
    case "resetSecondFactor":
      return (
        <ResetSecondFactor user={task.user} resetSecondFactor={verbs.resetSecondFactor} onClose={onClose} />
      );
    case "handOver":
      return <HandOver user={task.user} users={users} setActive={verbs.setActive} onClose={onClose} />;
  }
}

type OwnProps<Verb extends keyof UserVerbs> = Pick<UserVerbs, Verb> & { user: User; onClose: () => void };

function NewUser({ organisations, create, onClose }: Pick<Props, "organisations" | "create" | "onClose">) {
  const t = useTranslations("admin");
  const person = usePersonFields();
  const work = useWorkFields(organisations);
  const [made, setMade] = useState({ name: "", email: "" });
  return (
    <FieldsDialog
      title={t("inviteUser")}
      fields={[...person, ...work]}
      initial={{ role: "installer" }}
      submitLabel={t("invite")}
      submit={(values) => {
        setMade({ name: String(values.name), email: String(values.email) });
        return create(values);
      }}
      result={({ link }: Invited) => <LinkTold link={link} person={made} />}
      onClose={onClose}
    />
  );
}

function EditUser({ user, update, onClose }: OwnProps<"update">) {
  const t = useTranslations("admin");
  const password = useOwnPassword();
  return (
    <FieldsDialog
      title={t("editNamed", { name: user.name })}
      fields={[
        ...usePersonFields(),
        { ...password, when: (values) => values.email !== user.email && password.when?.(values) !== false },
      ]}
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
      intro={t("resetHelp")}
      fields={[useOwnPassword()]}
      initial={{}}
      submitLabel={t("resetPassword")}
      submit={(values) => resetPassword(user.id, values)}
      result={({ link }: Invited) => <LinkTold link={link} person={user} />}
      onClose={onClose}
    />
  );
}

function ResetSecondFactor({ user, resetSecondFactor, onClose }: OwnProps<"resetSecondFactor">) {
  const t = useTranslations("admin");
  return (
    <FieldsDialog
      title={t("resetSecondFactorOf", { name: user.name })}
      intro={t("resetSecondFactorHelp")}
      fields={[useOwnPassword()]}
      initial={{}}
      submitLabel={t("resetSecondFactor")}
      submit={(values) => resetSecondFactor(user.id, values)}
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
  const confirmation = useConfirmation();
  return {
    name: "password",
    when: () => !confirmation?.until && confirmation?.hasPassword !== false,
    label: t("ownPassword"),
    kind: "password",
    description: t("ownPasswordHelp"),
  };
}
