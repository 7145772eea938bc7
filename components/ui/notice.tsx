import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";

export type Tone = "info" | "success" | "warning" | "danger";
type Props = {
  tone: Tone;
  title?: string;
  children?: React.ReactNode;
  /** "alert" or "status" when it appears after the page was read. */
  role?: "alert" | "status";
  className?: string;
};

const tones = {
  info: { Icon: Info, look: "bg-accent-tint", mark: "text-accent" },
  success: { Icon: CircleCheck, look: "bg-success-tint", mark: "text-success" },
  warning: { Icon: TriangleAlert, look: "bg-warning-tint", mark: "text-warning" },
  danger: { Icon: CircleAlert, look: "bg-danger-tint", mark: "text-danger" },
};

/** A box within the page that says something about it. */
export function Notice({ tone, title, children, role, className = "" }: Props) {
  const { Icon, look, mark } = tones[tone];
  return (
    <div
      role={role}
      className={`flex items-start gap-3 rounded-md px-4 py-3 text-[0.9375rem] text-ink ${look} ${className}`}
    >
      <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${mark}`} />
      <div className="min-w-0 flex-1">
        {title && <p className="font-semibold">{title}</p>}
        {children}
      </div>
    </div>
  );
}
