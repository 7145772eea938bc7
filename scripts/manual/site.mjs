/** The one script of the manual's pages: the theme chosen in the application, and the search. */
import { searchIn } from "./sections.mjs";

const SHOWN = 12;
const [, theme] = /(?:^|; )theme=(light|dark)/.exec(document.cookie) ?? [];
if (theme) document.documentElement.dataset.theme = theme;

function element(name, text, more = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  return Object.assign(made, more);
}

/** The words around what was looked for. */
function excerptOf({ text, terms }) {
  const at = Math.max(0, text.toLowerCase().indexOf(terms[0] ?? "") - 60);
  return `${at > 0 ? "… " : ""}${text.slice(at, at + 160)}${at + 160 < text.length ? " …" : ""}`;
}

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[role=search]");
  const field = form.querySelector("input");
  const list = document.querySelector("#found");
  const told = document.querySelector("#told");
  let search;
  const load = () => {
    search ??= fetch(form.dataset.index)
      .then((answer) => answer.json())
      .then(searchIn);
    return search;
  };
  const close = () => {
    list.hidden = true;
    told.textContent = "";
  };
  async function show() {
    const words = field.value.trim();
    if (words.length < 2) return close();
    const found = (await load())(words);
    // Another letter may have come meanwhile.
    if (field.value.trim() !== words) return;
    const hits = found.slice(0, SHOWN).map((hit) => {
      const link = element("a", "", { href: hit.id });
      link.append(element("strong", hit.title === hit.page ? hit.page : `${hit.page}: ${hit.title}`));
      link.append(element("span", excerptOf(hit)));
      const item = element("li", "");
      item.append(link);
      return item;
    });
    list.replaceChildren(...(hits.length > 0 ? hits : [element("li", form.dataset.none)]));
    list.hidden = false;
    told.textContent = hits.length > 0 ? `${found.length} ${form.dataset.found}` : form.dataset.none;
  }
  form.hidden = false;
  field.addEventListener("focus", load);
  field.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "/" && document.activeElement !== field) {
      event.preventDefault();
      field.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target) || event.target.closest("a")) close();
  });
});
