"use client";

import { useRef, useState } from "react";
import { Button, isPress } from "./button-control";
import { type ButtonLook } from "./button-class";
import type { MenuEntry, Start } from "./menu-popover";
import { onDemand } from "./on-demand";

type Props = ButtonLook & {
  label: string;
  /** What stands in the button. */
  trigger: React.ReactNode;
  items: readonly MenuEntry[];
  /** At the lower edge of the screen, as wide as it: for a thumb. */
  isSheet?: boolean;
  placement?: "bottom start" | "bottom end" | "top start" | "top end";
};

const MenuPopover = onDemand(() => import("./menu-popover").then((part) => part.MenuPopover));

export function Menu({
  label,
  trigger,
  items,
  variant = "quiet",
  size = "sm",
  isSheet = false,
  placement = "bottom end",
}: Props) {
  const button = useRef<HTMLButtonElement>(null);
  /** While the menu is open: the entry that has the focus first; after a press of the pointer none. */
  const [start, setStart] = useState<Start>();
  return (
    <>
      <Button
        ref={button}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={start !== undefined}
        variant={variant}
        size={size}
        onPress={() => setStart("none")}
        onKeyDown={(event) => {
          const wanted = event.key === "ArrowUp" ? "last" : "first";
          if (!isPress(event) && event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          event.stopPropagation();
          if (!event.repeat) setStart(wanted);
        }}
      >
        {trigger}
      </Button>
      {start && (
        <MenuPopover
          label={label}
          items={items}
          isSheet={isSheet}
          placement={placement}
          triggerRef={button}
          start={start}
          onClose={(action) => {
            setStart(undefined);
            if (!action) return;
            // First, so that a dialog knows where to give the focus back to.
            button.current?.focus();
            action();
          }}
        />
      )}
    </>
  );
}
