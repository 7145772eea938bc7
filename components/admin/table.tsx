/** The plain table of the administrator's lists. A head that begins with a bar is for screen readers alone. */
export function AdminTable({ heads, children }: { heads: string[]; children: React.ReactNode }) {
  return (
    <div className="panel overflow-x-auto">
      <table className="w-full min-w-[40rem] text-[0.9375rem]">
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
