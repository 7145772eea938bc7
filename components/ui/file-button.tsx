"use client";

import { useRef } from "react";
import { Button, type ButtonProps } from "./button-control";

type Props = Omit<ButtonProps, "onPress"> & {
  /** File name endings and types, as an input's `accept`. */
  accept: readonly string[];
  onChoose: (file: File) => void;
};

/** Asks for one file. */
export function FileButton({ accept, onChoose, ...button }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...button} onPress={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        accept={accept.join(",")}
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file can be chosen again, once it has been mended.
          event.target.value = "";
          if (file) onChoose(file);
        }}
      />
    </>
  );
}
