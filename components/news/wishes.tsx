"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { RadioGroup } from "@/components/ui/radio-group";
import { notify } from "@/components/ui/toast";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";
import { NEWS_WISHES, type NewsKind, type NewsWish, type NewsWishes } from "@/lib/domain/news";

type Props = {
  wishes: Partial<NewsWishes>;
  setWishes: (wishes: Partial<NewsWishes>) => Promise<ActionResult<void>>;
};

/** How each kind of news is told; each choice is kept at once. */
export function Wishes({ wishes, setWishes }: Props) {
  return (Object.entries(wishes) as [NewsKind, NewsWish][]).map(([kind, wish]) => (
    <Wish key={kind} kind={kind} kept={wish} set={setWishes} />
  ));
}

function Wish({ kind, kept, set }: { kind: NewsKind; kept: NewsWish; set: Props["setWishes"] }) {
  const t = useTranslations("news");
  const saved = useTranslations("shell")("saved");
  const [chosen, choose] = useState(kept);
  const { errors, submit } = useSubmit();
  return (
    <RadioGroup
      label={t(`kind.${kind}`)}
      name={`news.${kind}`}
      orientation="horizontal"
      value={chosen}
      onChange={(id) => {
        choose(id as NewsWish);
        submit(
          () => set({ [kind]: id }),
          () => notify({ tone: "success", message: saved }),
          () => choose(chosen),
        );
      }}
      errorMessage={errors.form}
      options={NEWS_WISHES.map((id) => ({ id, label: t(`wish.${id}`) }))}
    />
  );
}
