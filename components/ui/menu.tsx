"use client";

import { useRef, useState } from "react";
import { Button } from "./button-control";
import { type ButtonLook } from "./button-class";
import type { MenuEntry } from "./menu-popover";
import { onDemand } from "./on-demand";

export type { MenuEntry };

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
