import type { NewsTold } from "../domain/news";
import type { Translate } from ".";

/** The sentence of a notice, without a full stop; the same in the bell, as a mail's subject and in the API. */
export const newsSentence = (t: Translate, told: Omit<NewsTold, "kind">): string =>
  t(`news.told.${told.action}`, {
    by: told.by ?? t("news.administrator"),
    count: told.count,
    projects: told.projects,
    project: told.project ?? "",
  });
