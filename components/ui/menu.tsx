"use client";

import { isValidElement } from "react";
import { ChevronRight } from "lucide-react";
import {
  Menu as AriaMenu,
  MenuItem,
  MenuTrigger,
  Popover,
  SubmenuTrigger,
  Text,
} from "react-aria-components";
import { Button } from "./button-control";
import { type ButtonLook } from "./button-class";
import { optionClass, popoverClass } from "./field";
import { notify } from "./toast";

export type MenuEntry = {
  id: string;
  label: string;
  onAction?: () => void;
  href?: string;
  isDisabled?: boolean;
  /** Looks disabled but can be reached, so that its description is read; pressing it says the description again. */
  isBlocked?: boolean;
  description?: string;
  /** A menu of its own beside it. */
  items?: readonly MenuEntry[];
  isDanger?: boolean;
  icon?: React.ReactNode;
};

type Props = ButtonLook & {
  label: string;
  /** What stands in the button, or a `Button` of your own. */
  trigger: React.ReactNode;
  items: readonly MenuEntry[];
  placement?: "bottom start" | "bottom end" | "top start" | "top end";
};

export function Menu({
  label,
  trigger,
  items,
  variant = "quiet",
  size = "sm",
  placement = "bottom end",
}: Props) {
  const isButton = isValidElement(trigger) && trigger.type === Button;
  return (
    <MenuTrigger>
      {isButton ? (
        trigger
      ) : (
        <Button aria-label={label} variant={variant} size={size}>
          {trigger}
        </Button>
      )}
      <Popover placement={placement} className={`${popoverClass} min-w-48`}>
        <Entries label={label} items={items} />
      </Popover>
    </MenuTrigger>
  );
}

const Entries = ({ label, items }: { label: string; items: readonly MenuEntry[] }) => (
  <AriaMenu aria-label={label} className="p-1 outline-none">
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
      onAction={item.isBlocked ? blocked : item.onAction}
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
