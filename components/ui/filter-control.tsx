import { buttonClass } from "./button-class";

const labelClass = "flex min-w-0 flex-col gap-1.5 text-sm font-medium";
const controlClass =
  "min-h-10 min-w-0 rounded-md border border-line-strong bg-surface px-3 text-[0.9375rem] font-normal pointer-coarse:min-h-12";

type InputProps = React.ComponentProps<"input"> & {
  label: string;
  /** Where there is little room the label stands in the empty field. */
  isCompact?: boolean;
};

/** The browser's own field in a form of filters: it stands in the address and works without script. */
export const FilterInput = ({ label, isCompact, className = "", ...input }: InputProps) => (
  <label className={`${labelClass} ${className}`}>
    <span className={isCompact ? "max-md:sr-only" : ""}>{label}</span>
    <input
      {...input}
      placeholder={isCompact ? label : input.placeholder}
      className={`${controlClass} ${isCompact ? "md:placeholder:text-transparent" : ""}`}
    />
  </label>
);

type SelectProps = {
  label: string;
  name: string;
  value: string;
  /** The choice that narrows nothing. */
  all?: string;
  options: readonly { id: string; label: string }[];
};

/** The browser's own list in a form of filters. */
export const FilterSelect = ({ label, name, value, all, options }: SelectProps) => (
  <label className={labelClass}>
    {label}
    <select name={name} defaultValue={value} className={controlClass}>
      {all && <option value="">{all}</option>}
      {options.map((option) => (
        <option key={option.id} value={option.id}>
          {option.label}
        </option>
      ))}
    </select>
  </label>
);

/** Sends a form of filters where no script does so by itself; ENTER does in any case. */
export const FilterButton = ({ children }: { children: React.ReactNode }) => (
  <button type="submit" className={`${buttonClass()} not-noscript:hidden`}>
    {children}
  </button>
);

type SearchProps = { label: string; searches: string | string[] | undefined };

/** A field for each of several searches, or an empty one; what is found fits all of them. */
export const SearchFields = ({ label, searches = "" }: SearchProps) =>
  [searches]
    .flat()
    .map((search, i) => (
      <FilterInput
        key={i}
        label={label}
        type="search"
        name="q"
        defaultValue={search}
        maxLength={200}
        isCompact
        className="grow md:min-w-56"
      />
    ));
