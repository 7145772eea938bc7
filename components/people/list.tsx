/** A list of things of one's own, such as tokens; each with its name, what is told of it, and what can be done. */
export function OwnList({ children }: { children: React.ReactNode }) {
  return <ul className="divide-y divide-line rounded-md border border-line">{children}</ul>;
}

type ItemProps = { name: string; note: string; children?: React.ReactNode };

export function OwnItem({ name, note, children }: ItemProps) {
  return (
    <li className="flex items-center justify-between gap-4 px-4 py-3">
      <span className="min-w-0">
        <span className="block truncate text-[0.9375rem] font-medium">{name}</span>
        <span className="block text-sm text-muted">{note}</span>
      </span>
      {children}
    </li>
  );
}
