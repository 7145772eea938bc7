"use client";

import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components";

type Props = {
  label: string;
  tabs: readonly { id: string; label: string; content: React.ReactNode; isDisabled?: boolean }[];
  selected?: string;
  defaultSelected?: string;
  onSelect?: (id: string) => void;
  /** Keeps what was typed in a tab that is left. */
  keepMounted?: boolean;
};

export function Tabs({ label, tabs, selected, defaultSelected, onSelect, keepMounted }: Props) {
  return (
    <AriaTabs
      selectedKey={selected}
      defaultSelectedKey={defaultSelected}
      onSelectionChange={(key) => onSelect?.(String(key))}
      className="outline-none"
    >
      <TabList
        aria-label={label}
        className="flex gap-x-1 border-b border-line max-sm:flex-wrap sm:overflow-x-auto"
      >
        {tabs.map((tab) => (
          <Tab
            key={tab.id}
            id={tab.id}
            isDisabled={tab.isDisabled}
            className="-mb-px cursor-pointer rounded-t-md border-b-2 border-transparent px-4 py-2.5 text-[0.9375rem] whitespace-nowrap text-muted -outline-offset-2 hover:text-ink selected:border-accent selected:font-medium selected:text-ink disabled:opacity-45 pointer-coarse:min-h-12"
          >
            {tab.label}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel
          key={tab.id}
          id={tab.id}
          shouldForceMount={keepMounted}
          className="pt-5 data-[inert]:hidden"
        >
          {tab.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
