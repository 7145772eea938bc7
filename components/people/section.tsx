type Props = { id?: string; title: string; help?: string; children: React.ReactNode };

/** One part of the profile: what it is on the left, the controls on the right. */
export function ProfileSection({ id, title, help, children }: Props) {
  return (
    <section
      id={id}
      aria-label={title}
      className="scroll-mt-14 grid gap-x-10 gap-y-4 p-6 md:grid-cols-[15rem_1fr]"
    >
      <div>
        <h2 className="text-base">{title}</h2>
        {help && <p className="mt-1 text-sm text-muted">{help}</p>}
      </div>
      <div className="flex max-w-xl min-w-0 flex-col gap-6">{children}</div>
    </section>
  );
}
