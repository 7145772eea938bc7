"use client";

import { isValidElement } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Text } from "react-aria-components";
import { Button } from "./button-control";
import { type ButtonLook } from "./button-class";
import { optionClass, popoverClass } from "./field";

export type MenuEntry = {
  id: string;
  label: string;
  onAction?: () => void;
  href?: string;
  isDisabled?: boolean;
  description?: string;
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
        <AriaMenu aria-label={label} className="p-1 outline-none">
          {items.map((item) => (
            <MenuItem
              key={item.id}
              id={item.id}
              textValue={item.label}
              href={item.href}
              onAction={item.onAction}
              isDisabled={item.isDisabled}
              className={`${optionClass} ${item.isDanger ? "text-danger" : ""}`}
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
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
