/**
 * The plain table of the administrator's lists; the last column, which holds what can be done, is there on a phone, too.
 * A head that begins with a bar is for screen readers alone.
 */
export function AdminTable({ heads, children }: { heads: string[]; children: React.ReactNode }) {
  return (
    <div className="panel overflow-x-auto">
      <table className="w-full min-w-[40rem] text-[0.9375rem] max-sm:[&_td:last-child]:sticky max-sm:[&_td:last-child]:right-0 max-sm:[&_td:last-child]:bg-surface">
        <thead>
          <tr className="border-b border-line text-left text-sm text-muted">
            {heads.map((head, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the columns are fixed
              <th key={i} scope="col" className="px-4 py-2.5 font-medium">
                {head.startsWith("|") ? <span className="sr-only">{head.slice(1)}</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  );
}
