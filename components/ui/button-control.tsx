"use client";

import { LoaderCircle } from "lucide-react";
import { Button as AriaButton, type ButtonProps as AriaProps } from "react-aria-components";
import { type ButtonLook, buttonClass } from "./button-class";

export type ButtonProps = Omit<AriaProps, "className" | "children"> &
  ButtonLook & { className?: string; children?: React.ReactNode; ref?: React.Ref<HTMLButtonElement> };

/** The only button. `variant` says how much it weighs; one primary to a screen. */
export function Button({
  variant = "secondary",
  size = "md",
  className = "",
  children,
  ...props
}: ButtonProps) {
  return (
    <AriaButton
      {...props}
      data-variant={variant}
      className={`${buttonClass({ variant, size })} ${className}`}
    >
      {props.isPending && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </AriaButton>
  );
}
