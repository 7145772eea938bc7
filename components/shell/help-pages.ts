import type { Locale, Role } from "@/lib/domain/vocabulary";

/** The page of the manual (docs/manual) for each page of the application, where roles do different things by role. */
export const HELP_PAGES: Record<string, string | Record<Role, string>> = {
  "/login": "common/log-in",
  "/login/code": "common/log-in",
  "/two-factor": "common/log-in",
  "/access": "common/log-in",
  "/forgot": "common/log-in",
  "/set-password/[token]": "common/log-in",
  "/confirm-email/[token]": "common/profile",
  "/unsubscribe/[token]": "common/news",
  "/": "common/work",
  "/cases": "common/work",
  "/cases/[id]": "common/case",
  "/projects": {
    installer: "installer/first-project",
    dso: "dso/handle",
    admin: "administrator/projects",
  },
  "/projects/[id]": "common/select",
  "/projects/[id]/import": "installer/addresses",
  "/projects/[id]/print": "common/print-and-export",
  "/projects/[id]/activity": "common/undo",
  "/operations": "common/undo",
  "/operations/[id]": "common/undo",
  "/notifications": "common/news",
  "/notifications/[id]": "common/news",
  "/profile": "common/profile",
  "/api/docs": "common/profile",
  "/admin": "administrator/start",
  "/admin/start": "administrator/start",
  "/admin/organisations": "administrator/companies",
  "/admin/users": "administrator/users",
  "/admin/requests": "administrator/companies",
  "/admin/grid-areas": "administrator/areas",
  "/admin/postcodes": "administrator/areas",
  "/admin/projects": "administrator/projects",
  "/admin/mail": "administrator/mail",
  "/admin/retention": "administrator/retention",
  "/admin/log": "administrator/log",
  "/admin/operations": "administrator/operations",
  "/admin/webhooks": "administrator/webhooks",
};

const isOf = (route: string, path: string) => {
  const [wanted, given] = [route.split("/"), path.split("/")];
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => part === given[at] || (part.startsWith("[") && given[at] !== ""))
  );
};

/** Where the manual tells of a page of the application; where none does, its first page. */
export function helpFor(path: string, role: Role | null, locale: Locale): string {
  const route = path in HELP_PAGES ? path : Object.keys(HELP_PAGES).find((one) => isOf(one, path));
  const pages = route === undefined ? undefined : HELP_PAGES[route];
  const page = typeof pages === "object" ? role && pages[role] : pages;
  return `/manual/${locale}/${page ?? "index"}.html`;
}
