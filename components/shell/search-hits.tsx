"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { type Answer, getJson } from "@/components/api";
import { Refusal } from "@/components/refusal";
import { StateBadge } from "@/components/state-badge";
import type { SearchHits as Hits } from "@/lib/contract/answers/search";

export type SearchKeys = (event: React.KeyboardEvent) => void;

type Props = {
  /** Of the list, for the field's `aria-controls`. */
  id: string;
  /** What is typed, without blanks around it. */
  q: string;
  /** Whether the first hit is to be opened as soon as it is here. */
  isWanted: boolean;
  /** Set to what answers the keys that are pressed in the field. */
  keysRef: RefObject<SearchKeys | undefined>;
  /** Tells the id of the chosen hit, which Enter opens; undefined while there is none. */
  onActive: (id: string | undefined) => void;
  onChosen: () => void;
};

/** What a search names, beneath its field. The first hit is chosen; what was found for another text cannot be. */
export function SearchHits({ id, q, isWanted, keysRef, onActive, onChosen }: Props) {
  const t = useTranslations("shell.everywhere");
  const { told, isNow, askAgain } = useTold(q);
  const [at, setAt] = useState({ told, n: 0 });
  const hits = told?.answer.ok ? told.answer.body : undefined;
  const choices = useChoices(told?.q ?? "", hits);
  const idOf = (n: number) => `${id}-${n}`;
  const chosen = at.told === told ? at.n : 0;
  const active = isNow && choices.length > 0 ? idOf(chosen) : undefined;
  const choose = (n: number) => setAt({ told, n });

  useEffect(() => {
    onActive(active);
    return () => onActive(undefined);
  }, [active, onActive]);
  useEffect(() => {
    if (active && isWanted) document.getElementById(active)?.click();
  }, [active, isWanted]);
  useEffect(() => {
    keysRef.current = (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      // Before the answer ENTER submits the form, which waits for it.
      if (event.key === "Enter" && isNow && !event.nativeEvent.isComposing) {
        event.preventDefault();
        if (active) document.getElementById(active)?.click();
        else if (!hits) askAgain();
      } else if (step && active) {
        event.preventDefault();
        const next = (chosen + step + choices.length) % choices.length;
        choose(next);
        document.getElementById(idOf(next))?.scrollIntoView({ block: "nearest" });
      }
    };
    return () => {
      keysRef.current = undefined;
    };
  });

  return (
    <div
      // The focus stays in the field.
      onMouseDown={(event) => event.preventDefault()}
      className="absolute top-full right-0 left-0 z-40 mt-1 max-h-[70dvh] overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-lg max-xl:mt-0 max-xl:max-h-[calc(100dvh-3.5rem)] max-xl:rounded-none xl:w-[34rem]"
    >
      <SearchStatus q={q} told={told} isNow={isNow} first={choices[0]?.name ?? ""} />
      {choices.length > 0 && (
        <div
          id={id}
          role="listbox"
          aria-label={t("label")}
          aria-busy={!isNow}
          className={isNow ? "" : "opacity-60"}
        >
          {(["cases", "projects"] as const).map(
            (group) =>
              choices.some((choice) => choice.group === group) && (
                <div key={group} role="group" aria-label={t(group)}>
                  <p aria-hidden className="px-3 pt-2 pb-1 text-xs font-semibold text-muted">
                    {t(group)}
                  </p>
                  {choices.map(
                    ({ href, content, ...choice }, n) =>
                      choice.group === group && (
                        <Link
                          key={href}
                          id={idOf(n)}
                          role="option"
                          tabIndex={-1}
                          aria-selected={idOf(n) === active}
                          href={href}
                          prefetch={false}
                          onClick={onChosen}
                          onMouseMove={() => choose(n)}
                          className="flex min-h-10 flex-wrap items-center gap-x-3 rounded-md px-3 py-1.5 text-[0.9375rem] text-ink no-underline aria-selected:bg-accent-tint pointer-coarse:min-h-12"
                        >
                          {content}
                        </Link>
                      ),
                  )}
                </div>
              ),
          )}
        </div>
      )}
    </div>
  );
}

/** Between the last letter and the question, in milliseconds. */
const PAUSE = 120;

type Told = { q: string; answer: Answer<Hits> };

/** The last answer, and whether it is to what is asked now. A question is given up when the next one is asked. */
function useTold(q: string) {
  const [told, setTold] = useState<Told>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      const path = `/api/v1/search?q=${encodeURIComponent(q.toWellFormed())}`;
      const answer = await getJson<Hits>(path, asking.signal);
      if (!asking.signal.aborted) setTold({ q, answer });
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [q, tries]);
  return { told, isNow: told?.q === q, askAgain: () => setTries(tries + 1) };
}

/** What is not in the list: that there is none, and why; and for the ear how many there are. */
function SearchStatus({
  q,
  told,
  isNow,
  first,
}: {
  q: string;
  told: Told | undefined;
  isNow: boolean;
  first: string;
}) {
  const t = useTranslations("shell.everywhere");
  if (told && isNow && !told.answer.ok)
    return <Refusal problem={told.answer.problem} unanswered={t("failed")} />;
  const hits = isNow && told?.answer.ok ? told.answer.body : undefined;
  const [cases, projects] = [hits?.cases.length ?? 0, hits?.projects.length ?? 0];
  const isEmpty = hits !== undefined && cases + projects === 0;
  return (
    <p role="status" className={isEmpty || !told ? "px-3 py-2 text-sm text-muted" : "sr-only"}>
      {!told && t("waiting")}
      {isEmpty && (hits.moreCases ? t("short") : t("none", { q }))}
      {hits && !isEmpty && t("found", { cases, projects, first })}
    </p>
  );
}

type Choice = { href: string; name: string; group: "cases" | "projects"; content: ReactNode };

/** What was found, as links in their order. */
function useChoices(q: string, hits: Hits | undefined): Choice[] {
  const t = useTranslations("shell.everywhere");
  const field = useTranslations("domain.field");
  if (!hits) return [];
  const all = (group: Choice["group"], name: string): Choice => ({
    href: `/${group}?${new URLSearchParams({ q })}`,
    name,
    group,
    content: <span className="text-accent">{name}</span>,
  });
  return [
    ...hits.cases.map(
      ({ id, address, number, projectName, state, matched }): Choice => ({
        href: `/cases/${id}`,
        name: address,
        group: "cases",
        content: (
          <>
            <span className="font-medium">{address}</span>
            <span className="text-sm text-muted">
              {t("case", { number: String(number), project: projectName })}
            </span>
            {matched !== "address" && matched !== "number" && (
              <span className="text-sm text-muted">{t("matched", { field: field(matched) })}</span>
            )}
            <span className="ml-auto">
              <StateBadge state={state} />
            </span>
          </>
        ),
      }),
    ),
    ...(hits.moreCases ? [all("cases", t("allCases"))] : []),
    ...hits.projects.map(
      ({ id, name, gridArea }): Choice => ({
        href: `/projects/${id}`,
        name,
        group: "projects",
        content: (
          <>
            <span className="font-medium">{name}</span>
            <span className="text-sm text-muted">{t("area", { code: gridArea })}</span>
          </>
        ),
      }),
    ),
    ...(hits.moreProjects ? [all("projects", t("allProjects"))] : []),
  ];
}
