/** What the search looks through: the parts of a page from one heading to the next. */
import MiniSearch from "minisearch";

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"' };
const textOf = (html) =>
  html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&(amp|lt|gt|quot);/g, (_, name) => ENTITIES[name])
    .replaceAll(/\s+/g, " ")
    .trim();

/** @returns {{ id: string, page: string, title: string, text: string }[]} */
export function sectionsOf(url, html) {
  const [, main = ""] = /<article[^>]*>([\s\S]*)<\/article>/.exec(html) ?? [];
  const parts = main.split(/(?=<h[1-3] id=)/).filter((part) => part.startsWith("<h"));
  const page = textOf(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(main)?.[1] ?? "");
  return parts.map((part, at) => {
    const [whole, id, heading] = /^<h[1-3] id="([^"]*)"[^>]*>([\s\S]*?)<\/h[1-3]>/.exec(part);
    return {
      id: at === 0 ? url : `${url}#${id}`,
      page,
      title: textOf(heading),
      text: textOf(part.slice(whole.length)),
    };
  });
}

/** The parts that match, best first; words may be begun only, and have a slip in them. */
export function searchIn(sections) {
  const index = new MiniSearch({
    fields: ["title", "page", "text"],
    storeFields: ["page", "title", "text"],
    searchOptions: {
      boost: { title: 3, page: 2 },
      prefix: true,
      fuzzy: (word) => (word.length > 4 ? 0.2 : false),
      combineWith: "AND",
    },
  });
  index.addAll(sections);
  return (words) => index.search(words);
}
