"use client";

import { Search as Magnifier, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { onDemand } from "@/components/ui/on-demand";
import { areSingleKeysOn, isOtherKey } from "@/components/ui/single-keys";
import type { SearchKeys } from "./search-hits";

const SearchHits = onDemand(() => import("./search-hits").then((part) => part.SearchHits));

const LIST = "search-hits";
const buttonClass =
  "flex size-10 shrink-0 items-center justify-center rounded-md text-muted hover:bg-accent-tint hover:text-ink xl:hidden pointer-coarse:size-12";
const overTheBar =
  "flex max-xl:fixed max-xl:inset-x-0 max-xl:top-0 max-xl:z-40 max-xl:h-14 max-xl:border-b max-xl:border-line max-xl:bg-surface max-xl:px-3";

/**
 * The field of the top bar. On narrower screens a magnifier opens it over the whole bar. Without its script it is a form
 * that asks the list of cases.
 */
export function Search() {
  const t = useTranslations("shell.everywhere");
  const [text, setText] = useState("");
  const [active, setActive] = useState<string>();
  /** Whether ENTER asked for a hit before there was one. */
  const [isWanted, setWanted] = useState(false);
  const keysRef = useRef<SearchKeys>(undefined);
  const { field, isOpen, setOpen, open, close, goBack, focused } = useOpening(() => {
    setText("");
    setWanted(false);
  });
  return (
    <>
      <button type="button" aria-label={t("open")} onClick={open} className={`${buttonClass} ml-auto`}>
        <Magnifier aria-hidden className="size-5" />
      </button>
      <form
        role="search"
        aria-label={t("label")}
        action="/cases"
        onBlur={(event) => {
          if (event.currentTarget.contains(event.relatedTarget)) return;
          setOpen(false);
          setWanted(false);
        }}
        onSubmit={(event) => {
          if (text.trim() === "") return;
          event.preventDefault();
          setOpen(true);
          setWanted(true);
        }}
        className={`items-center gap-2 xl:relative xl:flex xl:min-w-48 xl:max-w-96 xl:flex-1 ${isOpen ? overTheBar : "max-xl:hidden"}`}
      >
        <span className="relative min-w-0 flex-1">
          <Magnifier
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
          />
          <input
            ref={field}
            name="q"
            role="combobox"
            aria-label={t("label")}
            aria-autocomplete="list"
            aria-expanded={active !== undefined}
            aria-controls={active && LIST}
            aria-activedescendant={active}
            placeholder={t("placeholder")}
            maxLength={200}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            enterKeyHint="search"
            value={text}
            onChange={({ target }) => {
              setText(target.value);
              setOpen(true);
              setWanted(false);
            }}
            onFocus={focused}
            onKeyDown={(event) => (event.key === "Escape" ? goBack() : keysRef.current?.(event))}
            className="min-h-10 w-full min-w-0 rounded-md border border-line-strong bg-surface pr-3 pl-9 text-[0.9375rem] outline-offset-0 hover:border-accent pointer-coarse:min-h-12"
          />
        </span>
        {isOpen && (
          <button type="button" aria-label={t("close")} onClick={goBack} className={buttonClass}>
            <X aria-hidden className="size-5" />
          </button>
        )}
        {isOpen && text.trim() !== "" && (
          <SearchHits
            id={LIST}
            q={text.trim()}
            isWanted={isWanted}
            keysRef={keysRef}
            onActive={setActive}
            onChosen={close}
          />
        )}
      </form>
    </>
  );
}

/** Whether the field and what it found are shown, and the keys that lead there from anywhere. */
function useOpening(clear: () => void) {
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  /** Where the reader was before. */
  const before = useRef<HTMLElement>(null);
  const open = () => {
    // At once: a phone shows its keyboard only for a field that gets the focus within the touch.
    flushSync(() => setOpen(true));
    field.current?.focus();
    field.current?.select();
  };
  const close = () => {
    setOpen(false);
    clear();
    field.current?.blur();
  };
  const goBack = () => {
    close();
    before.current?.focus();
  };
  const focused = ({ relatedTarget, target }: React.FocusEvent<HTMLInputElement>) => {
    if (!target.form?.contains(relatedTarget)) before.current = relatedTarget as HTMLElement | null;
    setOpen(true);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey } = event;
      const isEverywhere = key.toLowerCase() === "k" && (ctrlKey || metaKey) && !altKey;
      // A page with a search field of its own has taken »/« before.
      const isSlash = key === "/" && !isOtherKey(event) && areSingleKeysOn();
      if (event.defaultPrevented || !(isEverywhere || isSlash)) return;
      // Behind a dialog there is nothing to go to.
      if (document.querySelector("section[role=dialog], section[role=alertdialog]")) return;
      event.preventDefault();
      open();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return { field, isOpen, setOpen, open, close, goBack, focused };
}
