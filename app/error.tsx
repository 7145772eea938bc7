"use client";

import { ErrorPage } from "@/components/shell/error-page";

export default function RootError({ reset }: { error: Error; reset: () => void }) {
  return (
    <main id="content">
      <ErrorPage reset={reset} />
    </main>
  );
}
