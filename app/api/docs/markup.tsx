import { createRequire } from "node:module";
import { join } from "node:path";
import { ApiDocument } from "@/components/api-docs/document";
import { type Locale, translator } from "@/lib/messages";
import { openApi } from "@/lib/web/openapi";
import { version } from "@/package.json";

const known = new Map<Locale, string>();

/**
 * The document as markup, made once for each language: thousands of elements that are the same for everybody, and
 * that strangers may ask for. The renderer is found as Node finds it, since pages have none of their own.
 */
export function apiMarkup(locale: Locale): string {
  const made = known.get(locale);
  if (made !== undefined) return made;
  const nodeRequire = createRequire(join(process.cwd(), "package.json"));
  const { renderToStaticMarkup } = nodeRequire(/* turbopackIgnore: true */ "react-dom/server") as {
    renderToStaticMarkup: (element: React.ReactNode) => string;
  };
  const words = translator(locale);
  const markup = renderToStaticMarkup(
    <ApiDocument t={(key) => words(`shell.apiDocs.${key}`)} document={openApi(version)} />,
  );
  known.set(locale, markup);
  return markup;
}
