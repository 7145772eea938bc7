"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

type Props = { href: string; children: React.ReactNode };

/** A link of the bar, marked while one is anywhere below it. */
export function NavigationLink({ href, children }: Props) {
  const path = usePathname();
  const isHere = path === href || (href !== "/" && path.startsWith(`${href}/`));
  return (
    <Link
      href={href}
      aria-current={isHere ? "page" : undefined}
      className="flex items-center border-y-2 border-transparent px-3 text-[0.9375rem] text-muted no-underline -outline-offset-2 hover:text-ink aria-[current=page]:border-b-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
    >
      {children}
    </Link>
  );
}
