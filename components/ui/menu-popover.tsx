"use client";

import { ChevronRight } from "lucide-react";
import {
  Menu as AriaMenu,
  MenuItem,
  OverlayTriggerStateContext,
  Popover,
  RootMenuTriggerStateContext,
  SubmenuTrigger,
  Text,
} from "react-aria-components";
import { useMenuTriggerState } from "react-stately";
import { optionClass, popoverClass } from "./field";
import { notify } from "./toast";

export type MenuEntry = {
  id: string;
  label: string;
  onAction?: () => void;
  href?: string;
  isDisabled?: boolean;
  /** Looks disabled but can be reached, so that its description is read; pressed it says that again, or has an action. */
  isBlocked?: boolean;
  description?: string;
  /** A menu of its own beside it. */
  items?: readonly MenuEntry[];
  isDanger?: boolean;
  icon?: React.ReactNode;
};

type Props = {
  label: string;
  items: readonly MenuEntry[];
  placement: "bottom start" | "bottom end" | "top start" | "top end";
  triggerRef: React.RefObject<HTMLButtonElement | null>;
  /** The entry that has the focus first. */
  start: "first" | "last";
  onClose: () => void;
};

/** An open menu under its button. React Aria's own `MenuTrigger` would have to be there before the press. */
export function MenuPopover({ label, items, placement, triggerRef, start, onClose }: Props) {
  const state = useMenuTriggerState({ isOpen: true, onOpenChange: (isOpen) => !isOpen && onClose() });
  return (
    <OverlayTriggerStateContext value={state}>
      <RootMenuTriggerStateContext value={state}>
        <Popover
          trigger="MenuTrigger"
          triggerRef={triggerRef}
          placement={placement}
          aria-label={label}
          className={`${popoverClass} min-w-48`}
        >
          <Entries label={label} items={items} start={start} />
        </Popover>
      </RootMenuTriggerStateContext>
    </OverlayTriggerStateContext>
  );
}

type EntriesProps = Pick<Props, "label" | "items"> & { start?: Props["start"] };

const Entries = ({ label, items, start }: EntriesProps) => (
  <AriaMenu aria-label={label} autoFocus={start} className="p-1 outline-none">
    {items.map((item) =>
      item.items ? (
        <SubmenuTrigger key={item.id}>
          <Entry item={item} />
          <Popover className={`${popoverClass} min-w-48`}>
            <Entries label={item.label} items={item.items} />
          </Popover>
        </SubmenuTrigger>
      ) : (
        <Entry key={item.id} item={item} />
      ),
    )}
  </AriaMenu>
);

function Entry({ item }: { item: MenuEntry }) {
  const blocked = () => item.description && notify({ message: item.description });
  return (
    <MenuItem
      id={item.id}
      textValue={item.label}
      href={item.href}
      onAction={item.onAction ?? (item.isBlocked ? blocked : undefined)}
      isDisabled={item.isDisabled}
      className={`${optionClass} ${item.isBlocked ? "text-muted" : item.isDanger ? "text-danger" : ""}`}
    >
      {item.icon}
      <span className="min-w-0 flex-1">
        <Text slot="label">{item.label}</Text>
        {item.description && (
          <Text slot="description" className="block max-w-80 text-sm text-muted">
            {item.description}
          </Text>
        )}
      </span>
      {item.items && <ChevronRight aria-hidden className="size-4 shrink-0" />}
    </MenuItem>
  );
}
