"use client";

import { ChevronRight } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
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

/** The entry that has the focus first. */
export type Start = "first" | "last" | "none";

type Props = {
  label: string;
  items: readonly MenuEntry[];
  isSheet: boolean;
  placement: "bottom start" | "bottom end" | "top start" | "top end";
  triggerRef: React.RefObject<HTMLButtonElement | null>;
  start: Start;
  /** With what the chosen entry does, to be done once the menu is gone. */
  onClose: (action?: () => void) => void;
};

/** React Aria places what it draws by its button; a sheet stands where the screen ends, over all that is behind it. */
const sheetClass =
  "fixed! inset-x-0! top-auto! bottom-0! max-h-[75dvh]! w-full max-w-none! rounded-b-none pb-[env(safe-area-inset-bottom)] shadow-[0_0_0_100vmax_var(--backdrop)]!";

/** An open menu under its button. React Aria's own `MenuTrigger` would have to be there before the press. */
export function MenuPopover({ label, items, isSheet, placement, triggerRef, start, onClose }: Props) {
  const [isOpen, setOpen] = useState(true);
  const chosen = useRef<() => void>(undefined);
  const state = useMenuTriggerState({ isOpen, onOpenChange: setOpen });
  const tellClosed = useEffectEvent(() => onClose(chosen.current));
  useEffect(() => {
    if (!isOpen) tellClosed();
  }, [isOpen]);
  const choose = (action: () => void) => {
    chosen.current = action;
  };
  return (
    <OverlayTriggerStateContext value={state}>
      <RootMenuTriggerStateContext value={state}>
        <Popover
          trigger="MenuTrigger"
          triggerRef={triggerRef}
          placement={placement}
          aria-label={label}
          className={`${popoverClass} ${isSheet ? sheetClass : "min-w-48"}`}
        >
          <Entries label={label} items={items} start={start} choose={choose} />
        </Popover>
      </RootMenuTriggerStateContext>
    </OverlayTriggerStateContext>
  );
}

type EntriesProps = Pick<Props, "label" | "items"> & {
  start?: Props["start"];
  choose: (action: () => void) => void;
};

const Entries = ({ label, items, start, choose }: EntriesProps) => (
  <AriaMenu aria-label={label} autoFocus={start === "none" ? true : start} className="p-1 outline-none">
    {items.map((item) =>
      item.items ? (
        <SubmenuTrigger key={item.id}>
          <Entry item={item} choose={choose} />
          <Popover className={`${popoverClass} min-w-48`}>
            <Entries label={item.label} items={item.items} choose={choose} />
          </Popover>
        </SubmenuTrigger>
      ) : (
        <Entry key={item.id} item={item} choose={choose} />
      ),
    )}
  </AriaMenu>
);

function Entry({ item, choose }: { item: MenuEntry } & Pick<EntriesProps, "choose">) {
  const blocked = () => item.description && notify({ message: item.description });
  const action = item.onAction ?? (item.isBlocked ? blocked : undefined);
  return (
    <MenuItem
      id={item.id}
      textValue={item.label}
      href={item.href}
      onAction={action && (() => choose(action))}
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
