"use client";

import { useTranslations } from "next-intl";
import { useOptimistic, useTransition } from "react";
import { useKept } from "@/components/sent";
import { RadioGroup } from "@/components/ui/radio-group";

type Props = { theme: string; setTheme: (theme: string) => Promise<void> };

export function ThemePicker({ theme, setTheme }: Props) {
  const t = useTranslations("shell");
  const [chosen, choose] = useOptimistic(theme);
  const [, startTransition] = useTransition();
  const kept = useKept();
  return (
    <RadioGroup
      label={t("theme")}
      name="theme"
      orientation="horizontal"
      value={chosen}
      onChange={(id) =>
        startTransition(async () => {
          choose(id);
          await kept(setTheme(id));
        })
      }
      options={[
        { id: "system", label: t("themeSystem") },
        { id: "light", label: t("themeLight") },
        { id: "dark", label: t("themeDark") },
      ]}
    />
  );
}
