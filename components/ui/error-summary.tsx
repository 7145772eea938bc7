"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";

type Props = {
  errors: readonly { path: string; message: string }[];
  /** The element a fault is about, when it is not the field of that name. */
  idOf?: (path: string) => string;
};

const FOCUSABLE =
  "input:not([type=hidden], [hidden], [tabindex='-1']), textarea, [role=spinbutton], button, [tabindex='0']";

/** Every fault of a form in one box that takes the focus; each line leads to its field. */
export function ErrorSummary({ errors, idOf }: Props) {
  const t = useTranslations("shell");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (errors.length > 0) box.current?.focus();
  }, [errors]);
  if (errors.length === 0) return null;

  const goTo = (path: string) => (event: React.MouseEvent) => {
    event.preventDefault();
    const field = idOf
      ? document.getElementById(idOf(path))
      : document.querySelector<HTMLElement>(`[data-field="${CSS.escape(path)}"]`);
    const control = field?.matches(FOCUSABLE) ? field : field?.querySelector<HTMLElement>(FOCUSABLE);
    control?.focus();
    field?.scrollIntoView({ block: "center" });
  };

  return (
    <div
      ref={box}
      tabIndex={-1}
      role="alert"
      className="flex items-start gap-3 rounded-md bg-danger-tint px-4 py-3 text-[0.9375rem]"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-danger" />
      <div>
        <p className="font-semibold">{t("errorSummary", { count: errors.length })}</p>
        <ul className="mt-1 list-disc pl-5">
          {errors.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {path ? (
                <a
                  href={`#${idOf?.(path) ?? path}`}
                  onClick={goTo(path)}
                  className="underline underline-offset-2"
                >
                  {message}
                </a>
              ) : (
                message
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
