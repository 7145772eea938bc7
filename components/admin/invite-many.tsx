"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FileButton } from "@/components/ui/file-button";
import type { ActionResult } from "@/lib/contract/action-result";
import { FieldsDialog } from "./fields-dialog";
import { type Invited, LinksTold } from "./link-told";
import { useWorkFields, type WorkPlace } from "./work-fields";

type Props = {
  organisations: readonly WorkPlace[];
  createMany: (input: unknown) => Promise<ActionResult<Invited[]>>;
  onClose: () => void;
};

/** The people of lines such as »Anna Holm; anna@elfirma.dk«, with the number of each line; blank lines are none. */
function readPeople(lines: string): { line: number; name: string; email: string }[] {
  return lines.split(/\r\n|\r|\n/).flatMap((text, index) => {
    if (text.trim() === "") return [];
    const [name = "", email = ""] = text.split(/[;\t]/).map((part) => part.trim());
    return [{ line: index + 1, name, email }];
  });
}

/** The text of a file in the letters of the web, or else of Windows, as Excel writes them. */
async function readLetters(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Invites several people to the same role in the same company: written, pasted, or read from a file. */
export function InviteMany({ organisations, createMany, onClose }: Props) {
  const t = useTranslations("admin");
  const work = useWorkFields(organisations);
  const [file, setFile] = useState<{ text: string; count: number }>({ text: "", count: 0 });
  const [names, setNames] = useState<string[]>([]);

  const invite = async ({ lines, ...where }: Record<string, string | boolean>) => {
    const people = readPeople(String(lines ?? ""));
    setNames(people.map(({ name }) => name));
    const answer = await createMany({ ...where, people: people.map(({ name, email }) => ({ name, email })) });
    if (answer.ok) return answer;
    // Each fault names the line that it is in.
    const told = answer.errors
      .filter(({ path }) => path.startsWith("people"))
      .map(({ path, message }) => {
        const line = people[Number(path.split(".")[1])]?.line;
        return line === undefined ? message : t("lineOf", { line, fault: message });
      });
    const errors = answer.errors.filter(({ path }) => !path.startsWith("people"));
    return {
      ...answer,
      errors: told.length > 0 ? [...errors, { path: "lines", message: told.join(" ") }] : errors,
    };
  };

  return (
    <FieldsDialog
      // A file that is read begins the form anew with its lines.
      key={file.count}
      title={t("inviteMany")}
      intro={
        <FileButton
          accept={[".csv", ".txt"]}
          onChoose={(chosen) =>
            void readLetters(chosen).then((text) => setFile(({ count }) => ({ text, count: count + 1 })))
          }
        >
          {t("chooseFile")}
        </FileButton>
      }
      fields={[...work, { name: "lines", label: t("people"), description: t("peopleHelp"), kind: "lines" }]}
      initial={{ role: "installer", lines: file.text }}
      submitLabel={t("invite")}
      submit={invite}
      result={(made: Invited[]) => (
        <LinksTold made={made.map(({ link }, index) => ({ link, name: names[index] ?? "" }))} />
      )}
      onClose={onClose}
    />
  );
}
