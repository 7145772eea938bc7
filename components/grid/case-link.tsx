"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";

/** The case's number leads to it; with the page's filter and order, so that »Næste sag« is the next one in this list. */
export function CaseLink({ id, number }: { id: string; number: number }) {
  const query = useSearchParams().toString();
  return (
    <Link href={`/cases/${id}${query && `?${query}`}`} prefetch={false} className="link">
      {number}
    </Link>
  );
}
