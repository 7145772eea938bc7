import { useTranslations } from "next-intl";

type Props = { project: { gridArea: string; gridAreaName: string; dso: { name: string } } };

/** Where a project lies, and whose area it is; most areas are called as their company is. */
export function ProjectPlace({ project: { gridArea, gridAreaName, dso } }: Props) {
  const t = useTranslations("projects");
  const named = gridAreaName === dso.name ? "alike" : "apart";
  return t("place", { code: gridArea, name: gridAreaName, dso: dso.name, named });
}
