import { createRequire } from "node:module";
import { join } from "node:path";
import { ApiDocument } from "@/components/api-docs/document";
import { type Locale, translator } from "@/lib/messages";
import { openApi } from "@/lib/web/openapi";
import { version } from "@/package.json";

const known = new Map<Locale, string>();

/**
 * The API's document as HTML, rendered once for each language, since it is large, the same for everybody and open to
 * strangers. The renderer is required by Node, since Next gives pages none.
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
