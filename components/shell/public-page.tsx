type Props = { title: string; intro?: string; children: React.ReactNode; foot?: React.ReactNode };

/** A page with one form for people who are not logged in. */
export function PublicPage({ title, intro, children, foot }: Props) {
  return (
    <div className="w-full max-w-[25rem]">
      <h1>{title}</h1>
      {intro && <p className="mt-2 text-muted">{intro}</p>}
      <div className="panel mt-6 p-6">{children}</div>
      {foot && <div className="mt-5 flex flex-col gap-2 text-sm">{foot}</div>}
    </div>
  );
}
