import { useTranslations } from "next-intl";

type Props = { project: { gridArea: string; gridAreaName: string; dso: { name: string } } };

/** What a sentence says of a grid area: most are called as their company is, which is then named once. */
export const placeWords = ({ code, name, dso }: { code: string; name: string; dso: { name: string } }) => ({
  code,
  name,
  dso: dso.name,
  named: name === dso.name ? "alike" : "apart",
});

/** Where a project lies, and whose area it is. */
export function ProjectPlace({ project: { gridArea, gridAreaName, dso } }: Props) {
  const t = useTranslations("projects");
  return t("place", placeWords({ code: gridArea, name: gridAreaName, dso }));
}
