"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import type { ProblemDocument } from "@/components/api";
import { download } from "@/components/download";
import { Refusal } from "@/components/refusal";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { TextField } from "@/components/ui/text-field";
import { notify } from "@/components/ui/toast";

/** Everything that is held about a person, by the e-mail, as a file. */
export function PersonExtract() {
  const t = useTranslations("admin.retention.extract");
  const [email, setEmail] = useState("");
  const [problem, setProblem] = useState<ProblemDocument>();
  const [isPending, startTransition] = useTransition();
  const fault = problem?.errors?.find(({ path }) => path === "email");
  const get = (event: React.FormEvent) => {
    event.preventDefault();
    startTransition(async () => {
      const file = { type: "application/json", name: "udtraek.json" };
      const refused = await download("/api/admin/person", JSON.stringify({ email }), file);
      setProblem(refused);
      if (!refused) notify({ tone: "success", message: t("done") });
    });
  };
  return (
    <section aria-labelledby="extract" className="panel mb-6 max-w-3xl px-5 py-4">
      <h2 id="extract" className="mb-2">
        {t("title")}
      </h2>
      <p className="mb-3 text-[0.9375rem] text-muted">{t("help")}</p>
      <Form onSubmit={get} className="flex flex-wrap items-start gap-3">
        <TextField
          label={t("email")}
          name="email"
          type="email"
          autoComplete="off"
          value={email}
          onChange={setEmail}
          errorMessage={fault?.message}
          className="grow basis-60"
        />
        <Button type="submit" isPending={isPending} className="sm:mt-[1.6875rem]">
          {t("get")}
        </Button>
      </Form>
      {problem && !fault && (
        <div className="mt-3">
          <Refusal problem={problem} unanswered={t("lost")} />
        </div>
      )}
    </section>
  );
}
