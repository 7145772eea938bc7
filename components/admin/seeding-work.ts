"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useRef, useState, useTransition } from "react";
import { useSent } from "@/components/sent";
import type { Answer } from "@/components/api";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";

export type Seeded = { projectId: string; groups: number; cases: number };
export type SeedRefusal = { message: string; errors: { path: string; message: string }[] };
export type MadeDemo = { projects: number; cases: number };

/** Makes projects, one piece of work at a time, and keeps what came of the last. */
export function useSeeding() {
  const t = useTranslations("admin.seeding");
  const lost = useTranslations("shell")("connectionLost");
  const router = useRouter();
  const [refusal, setRefusal] = useState<SeedRefusal>();
  const [made, setMade] = useState<Seeded>();
  const [isPending, startTransition] = useTransition();
  const isAtWork = useRef(false);
  const sent = useSent();

  /** A second press in the same moment, before the button shows that it works, is no second project. */
  const once = (work: () => Promise<void>) => {
    if (isAtWork.current) return;
    isAtWork.current = true;
    startTransition(() =>
      work().finally(() => {
        isAtWork.current = false;
      }),
    );
  };

  const create = (post: () => Promise<Answer<Seeded>>) =>
    once(async () => {
      const answer = await post();
      setMade(answer.ok ? answer.body : undefined);
      if (answer.ok) {
        setRefusal(undefined);
        router.refresh();
      } else {
        const { detail, errors = [] } = answer.problem;
        setRefusal({ message: detail || lost, errors });
      }
    });

  const createDemo = (send: () => Promise<ActionResult<MadeDemo>>) =>
    once(async () => {
      const result = await sent(send());
      setRefusal(result.ok ? undefined : result);
      if (!result.ok) return;
      notify({
        tone: "success",
        message: t("demoMade", result.value),
        href: "/projects",
        hrefLabel: t("showProjects"),
      });
      router.refresh();
    });

  return { refusal, made, isPending, create, createDemo };
}
