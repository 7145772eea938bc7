import type { readEnvironment } from "@/lib/env";
import type { MessageKey } from "@/lib/messages";

export type State = "ok" | "warning" | "error";
/** What was looked at, how it is, and what to do where it is not well. */
export type Finding<Line = string, About extends string = string> = {
  about: About;
  state: State;
  line: Line;
};
export type Settings = ReturnType<typeof readEnvironment>;

const finding =
  (state: State) =>
  <Line, About extends string>(about: About, line: Line): Finding<Line, About> => ({ about, state, line });
export const ok = finding("ok");
export const warning = finding("warning");
export const error = finding("error");

/** The part of a sentence's key after `Place`. */
type KeyIn<Place extends string> = MessageKey extends infer Key
  ? Key extends `${Place}.${infer Rest}`
    ? Rest
    : never
  : never;
export type LineKey = KeyIn<"operating.line">;
export type Told = { key: LineKey; params?: Record<string, string | number> };
/** A finding before it is put into words. */
export type Look = Finding<Told, KeyIn<"operating.about">>;

export const says = (key: LineKey, params?: Told["params"]): Told => ({ key, params });
