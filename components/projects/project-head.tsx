import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";
import { ProjectPlace } from "./project-place";
import { type ProjectToolsProps, ProjectTools } from "./project-tools";

type Props = ProjectToolsProps & {
  project: {
    name: string;
    gridArea: string;
    gridAreaName: string;
    dso: { name: string };
    owner: { name: string };
  };
  /** The button that makes a group, where this reader may. */
  children: React.ReactNode;
};

const NOT_ON_PHONES = "max-md:not-noscript:hidden";

/** The project's name and place, and where it leads. */
export function ProjectHead({ children, ...props }: Props) {
  const t = useTranslations("projects");
  const { project, may, hrefs } = props;
  return (
    <div className="mb-3 grid grid-cols-[1fr_auto] items-center gap-x-4 md:mb-5 md:gap-x-6">
      <h1 className="min-w-0 break-words max-md:text-[1.375rem]">{project.name}</h1>
      <p className="row-start-2 text-muted max-md:col-span-2">
        <ProjectPlace project={project} />
        {!may.create_project && ` · ${project.owner.name}`}
      </p>
      <div className="flex gap-2 max-md:noscript:flex-wrap md:row-span-2 md:flex-wrap md:self-start">
        {children}
        {/* A phone has them in the menu. */}
        <Link href={hrefs.activity} className={`${buttonClass()} ${NOT_ON_PHONES}`}>
          {t("activity")}
        </Link>
        <a href={hrefs.export} className={`${buttonClass()} ${NOT_ON_PHONES}`}>
          {t("export")}
        </a>
        <Link href={hrefs.print} prefetch={false} className={`${buttonClass()} ${NOT_ON_PHONES}`}>
          {t("print")}
        </Link>
        <ProjectTools {...props} />
      </div>
    </div>
  );
}
