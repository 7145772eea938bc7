"use client";

import { useRef, useState } from "react";
import { Button } from "./button-control";
import { type ButtonLook } from "./button-class";
import { onDemand } from "./on-demand";

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

type Props = ButtonLook & {
  label: string;
  /** What stands in the button. */
  trigger: React.ReactNode;
  items: readonly MenuEntry[];
  placement?: "bottom start" | "bottom end" | "top start" | "top end";
};

const MenuPopover = onDemand(() => import("./menu-popover").then((part) => part.MenuPopover));

export function Menu({
  label,
  trigger,
  items,
  variant = "quiet",
  size = "sm",
  placement = "bottom end",
}: Props) {
  const button = useRef<HTMLButtonElement>(null);
  /** The entry that has the focus first, while the menu is open. */
  const [start, setStart] = useState<"first" | "last">();
  return (
    <>
      <Button
        ref={button}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={start !== undefined}
        variant={variant}
        size={size}
        onPress={() => setStart("first")}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          event.stopPropagation();
          setStart(event.key === "ArrowDown" ? "first" : "last");
        }}
      >
        {trigger}
      </Button>
      {start && (
        <MenuPopover
          label={label}
          items={items}
          placement={placement}
          triggerRef={button}
          start={start}
          onClose={() => setStart(undefined)}
        />
      )}
    </>
  );
}
