"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";

type Props = {
  /** The page that is filtered, and what is asked of it now. */
  path: string;
  query: Record<string, string | string[]>;
  className: string;
  children: React.ReactNode;
};

/** Typing has come to rest, in milliseconds. */
const REST = 350;

const textOf = (pairs: Iterable<readonly [string, unknown]>) =>
  new URLSearchParams(
    [...pairs].flatMap(([name, value]) =>
      [value].flat().flatMap((one) => (one === "" ? [] : [[name, String(one)]])),
    ),
  ).toString();

/**
 * A form of filters whose fields are the page's address. It is sent by its button without script, and with it as soon
 * as something is chosen or typing rests. Fields are filled anew only by an address that did not come from here.
 */
export function FilterForm({ path, query, className, children }: Props) {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = textOf(Object.entries(query).toSorted());
  // What was sent from here and is not the page's address yet.
  const [sent, setSent] = useState<{ at: string; onTheWay: readonly string[] }>({ at: asked, onTheWay: [] });
  const [filling, setFilling] = useState(0);
  if (sent.at !== asked) {
    const place = sent.onTheWay.indexOf(asked);
    setSent({ at: asked, onTheWay: place < 0 ? [] : sent.onTheWay.slice(place + 1) });
    if (place < 0) setFilling(filling + 1);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (form: HTMLFormElement) => {
    clearTimeout(timer.current);
    const fields = [...new FormData(form)];
    const next = textOf(fields);
    const sorted = textOf(fields.toSorted());
    setSent(({ at, onTheWay }) => ({
      at,
      onTheWay: sorted === (onTheWay.at(-1) ?? at) ? onTheWay : [...onTheWay, sorted],
    }));
    router.replace(next ? `${path}?${next}` : path, { scroll: false });
  };
  return (
    <form
      method="get"
      action={path}
      key={filling}
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        send(event.currentTarget);
      }}
      onChange={(event) => {
        const { target, currentTarget } = event;
        if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement) || !target.name)
          return;
        clearTimeout(timer.current);
        const wait = target.type === "search" || target.type === "date" ? REST : 0;
        timer.current = setTimeout(() => send(currentTarget), wait);
      }}
    >
      {children}
    </form>
  );
}
