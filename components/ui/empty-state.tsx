/** What stands where a list would be: what is missing, and the way on. */
export function EmptyState({
  title,
  icon,
  children,
}: {
  title: string;
  icon?: React.ReactNode;
  children?: React.ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-16 text-center">
      {icon && <span className="text-muted [&_svg]:size-8">{icon}</span>}
      <p className="text-lg font-semibold">{title}</p>
      {children && <div className="flex max-w-prose flex-col items-center gap-5 text-muted">{children}</div>}
    </div>
  );
}
