"use client";

import { Ellipsis } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useSent } from "@/components/sent";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { notify } from "@/components/ui/toast";
import { ListTools, matching } from "./list-search";
import { AdminTable } from "./table";
import { type User, type UserTask, UserDialog, type UserVerbs } from "./user-dialogs";
import type { WorkPlace } from "./work-fields";

type Props = UserVerbs & { users: User[]; organisations: WorkPlace[] };

/** Everybody with an account; what is to be done with one of them is asked in a dialog. */
export function Users({ users, organisations, ...verbs }: Props) {
  const t = useTranslations("admin");
  const router = useRouter();
  const sent = useSent();
  const [task, setTask] = useState<UserTask>();
  const [search, setSearch] = useState("");
  const flip = async (user: User) => {
    // Whoever is responsible for open cases must hand them over first.
    if (user.isActive && user.openCases > 0) return setTask({ what: "handOver", user });
    const answer = await sent(verbs.setActive(user.id, { isActive: !user.isActive }));
    if (!answer.ok) notify({ tone: "danger", message: answer.message });
    router.refresh();
  };
  const inviteAgain = async (user: User) => {
    const answer = await sent(verbs.inviteAgain(user.id));
    if (answer.ok) setTask({ what: "invited", user, link: answer.value.link });
    else notify({ tone: "danger", message: answer.message });
  };
  return (
    <>
      <ListTools value={search} onChange={setSearch}>
        <Button onPress={() => setTask({ what: "createMany" })}>{t("inviteMany")}</Button>
        <Button variant="primary" onPress={() => setTask({ what: "create" })}>
          {t("inviteUser")}
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
            <UserRow
              key={user.id}
              user={user}
              onTask={setTask}
              onFlip={() => void flip(user)}
              onInvite={() => void inviteAgain(user)}
            />
          ),
        )}
      </AdminTable>
      {task && (
        <UserDialog
          task={task}
          users={users}
          organisations={organisations}
          {...verbs}
          onClose={() => setTask(undefined)}
        />
      )}
    </>
  );
}

type RowProps = {
  user: User;
  onTask: (task: UserTask) => void;
  /** Activates or deactivates. */
  onFlip: () => void;
  /** Sends the invitation again. */
  onInvite: () => void;
};

function UserRow({ user, onTask, onFlip, onInvite }: RowProps) {
  const t = useTranslations("admin");
  const words = useTranslations("domain.role");
  const format = useFormatter();
  return (
    <tr className={user.isActive ? "" : "text-muted"}>
      <th scope="row" className="px-4 py-2 text-left font-medium">
        {user.name}
      </th>
      <td className="px-4 py-2">{user.email}</td>
      <td className="px-4 py-2">{words(user.role)}</td>
      <td className="px-4 py-2">{user.organisation?.name ?? "–"}</td>
      <td className="px-4 py-2">{format.number(user.openCases)}</td>
      <td className="px-4 py-2">{t(!user.isActive ? "inactive" : user.isInvited ? "invited" : "active")}</td>
      <td className="px-2 py-1 text-right">
        <Menu
          label={t("menuOf", { name: user.name })}
          trigger={<Ellipsis aria-hidden />}
          items={[
            { id: "edit", label: t("edit"), onAction: () => onTask({ what: "edit", user }) },
            ...(user.isInvited && user.isActive
              ? [{ id: "invite", label: t("inviteAgain"), onAction: onInvite }]
              : []),
            { id: "reset", label: t("resetPassword"), onAction: () => onTask({ what: "reset", user }) },
            ...(user.hasSecondFactor
              ? [
                  {
                    id: "second-factor",
                    label: t("resetSecondFactor"),
                    onAction: () => onTask({ what: "resetSecondFactor", user }),
                  },
                ]
              : []),
            {
              id: "active",
              label: t(user.isActive ? "deactivate" : "activate"),
              isDanger: user.isActive,
              onAction: onFlip,
            },
          ]}
        />
      </td>
    </tr>
  );
}
