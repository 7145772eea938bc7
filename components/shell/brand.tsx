/** The mark and the name of the product. */
export function Brand() {
  return (
    <span className="flex items-center gap-2.5 text-base font-semibold tracking-tight">
      <svg viewBox="0 0 32 32" aria-hidden className="size-7">
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <path
          d="M17.6 5.5 8.8 17.4c-.4.5 0 1.3.7 1.3h5.1l-1.3 7.2c-.1.9 1 1.3 1.5.6l8.6-12c.4-.5 0-1.3-.7-1.3h-4.9l1.3-7.1c.2-.9-1-1.4-1.5-.6Z"
          className="fill-accent-ink"
        />
      </svg>
      {/* A narrow phone has room for the mark alone. */}
      <span className="max-[439px]:sr-only">Projekter</span>
    </span>
  );
}
