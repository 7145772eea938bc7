"use client";

import { createContext, use } from "react";
import type { SortDescriptor } from "react-aria-components/Table";
import type { Coverage, ShownPart } from "./case-row";
import type { CaseColumn } from "./columns";

export type CaseGridProps = {
  groups: readonly ShownPart[];
  /** As many of them are shown as there is room for. */
  columns: readonly CaseColumn[];
  isCompact: boolean;
  /** Differs when other groups are to be open than the reader has opened. */
  view: string;
  /** Of the cases that are here. */
  selectedIds: ReadonlySet<string>;
  coverage: Coverage;
  coverageOf: (groupId: string) => Coverage;
  sort: SortDescriptor;
  onSort: (sort: SortDescriptor) => void;
  onSelect: (added: string[], removed: string[]) => void;
  onSelectAll: () => void;
  onToggleAll: () => void;
  onToggleGroup: (groupId: string) => void;
  onClear: () => void;
  onRestore: () => void;
  onOpen: (groupId: string, isOpen: boolean) => void;
  /** The last row of a group that has more cases than are here has come into sight. */
  onMore: (groupId: string) => void;
  selectMenu: React.ReactNode;
  groupTools: (group: ShownPart) => React.ReactNode;
  /** Is given what brings a group's row into sight and gives it the focus. */
  goToRef: React.RefObject<(groupId: string) => void>;
};

/** What changes without the rows changing; the rows themselves are drawn once. */
export type Live = Pick<
  CaseGridProps,
  "selectedIds" | "coverage" | "coverageOf" | "onToggleAll" | "onToggleGroup" | "onMore"
> &
  Pick<CaseGridProps, "selectMenu" | "groupTools" | "goToRef"> & {
    toggleOpenRef: React.RefObject<(id: string) => void>;
  };
export const LiveContext = createContext<Live | null>(null);
export const useLive = () => use(LiveContext) as Live;
