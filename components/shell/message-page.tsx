import Link from "next/link";
import { buttonClass } from "@/components/ui/button-class";

type Props = { title: string; text: string; link: string; children?: React.ReactNode };

/** A page that has only something to say, and the way on. */
export function MessagePage({ title, text, link, children }: Props) {
  return (
    <div className="mx-auto flex max-w-lg flex-col gap-4 px-4 py-[12vh]">
      <h1>{title}</h1>
      <p className="text-muted">{text}</p>
      <div className="mt-2 flex flex-wrap gap-3">
        {children}
        <Link href="/projects" className={buttonClass({ variant: children ? "secondary" : "primary" })}>
          {link}
        </Link>
      </div>
    </div>
  );
}
