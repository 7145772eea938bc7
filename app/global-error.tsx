"use client";

import "./globals.css";

/** The page when the layout failed; without messages, so in both languages. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="da">
      <body className="font-sans">
        <main className="mx-auto flex max-w-lg flex-col items-start gap-4 px-4 py-[12vh]">
          <title>Noget gik galt – Projekter</title>
          <h1>Noget gik galt</h1>
          <p>Fejlen ligger hos os, ikke hos dig. Prøv igen.</p>
          <p lang="en">Something went wrong. The fault is ours, not yours. Try again.</p>
          <button type="button" onClick={reset} className="rounded-md bg-accent px-4 py-2 text-accent-ink">
            Prøv igen · <span lang="en">Try again</span>
          </button>
        </main>
      </body>
    </html>
  );
}
