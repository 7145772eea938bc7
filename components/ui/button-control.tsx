"use client";

import { LoaderCircle } from "lucide-react";
import type { ComponentProps, KeyboardEvent, SyntheticEvent } from "react";
import { type ButtonLook, buttonClass } from "./button-class";

export type ButtonProps = Omit<ComponentProps<"button">, "onClick" | "disabled"> &
  ButtonLook & {
    onPress?: () => void;
    isDisabled?: boolean;
    /** What it began is under way: it keeps the focus, spins, and does nothing. */
    isPending?: boolean;
  };

/**
 * The only button. `variant` says how much it weighs; one primary to a screen. It is pressed by itself alone: in a row
 * of the grid the row does not take the press for its own.
 */
export function Button({
  variant = "secondary",
  size = "md",
  className = "",
  children,
  isPending = false,
  isDisabled,
  onPress,
  onKeyDown,
  ...props
}: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      disabled={isDisabled}
      aria-disabled={isPending || props["aria-disabled"]}
      data-pending={isPending || undefined}
      data-variant={variant}
      className={`${buttonClass({ variant, size })} ${className}`}
      onPointerDown={stop}
      onMouseDown={stop}
      onClick={(event) => {
        event.stopPropagation();
        // Safari leaves the focus elsewhere, and a dialog would not know where to give it back to.
        if (event.detail > 0) event.currentTarget.focus();
        if (isPending) event.preventDefault();
        else onPress?.();
      }}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (!isPress(event)) return;
        event.stopPropagation();
        if (event.defaultPrevented || (!onPress && !event.repeat)) return;
        // A key presses once, and by itself: the click that follows it React Aria would take for a screen reader's,
        // and let a dialog wait for the focus.
        event.preventDefault();
        if (!event.repeat && !isPending) onPress?.();
      }}
    >
      {isPending && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}

/** For whatever stands in a row and is pressed by itself. */
export const stop = (event: SyntheticEvent) => event.stopPropagation();

/** CTRL+Enter means the dialog's primary button, wherever the focus is. */
export const isPress = ({ key, ctrlKey, metaKey }: KeyboardEvent) =>
  (key === "Enter" || key === " ") && !ctrlKey && !metaKey;
