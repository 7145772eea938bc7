"use client";

import { ArrowDown, ArrowUp, GripVertical } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button as DragButton, GridList, GridListItem, useDragAndDrop } from "react-aria-components";
import { isAlways } from "@/components/grid/columns";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { FormDialog } from "@/components/ui/form-dialog";
import { CASE_COLUMNS, type CaseColumnId } from "@/lib/domain/case-columns";

type Props = {
  shown: readonly CaseColumnId[];
  isPending: boolean;
  /** Null: the usual columns. */
  onKeep: (columns: CaseColumnId[] | null) => void;
  onClose: () => void;
};

/** Every column to be shown or hidden and put in order, by its arrows, by dragging or by keys. */
export function ColumnsDialog({ shown, isPending, onKeep, onClose }: Props) {
  const t = useTranslations("projects.look");
  const names = useTranslations("cases.table.columns");
  const [ids, setIds] = useState<CaseColumnId[]>(() =>
    [...shown, ...CASE_COLUMNS.filter((id) => !shown.includes(id))].filter((id) => id !== "address"),
  );
  const [chosen, setChosen] = useState<ReadonlySet<CaseColumnId>>(() => new Set(shown));
  const [told, setTold] = useState("");
  const toggle = (id: CaseColumnId, isShown: boolean) =>
    setChosen((before) => new Set([...before].filter((one) => one !== id).concat(isShown ? [id] : [])));
  const move = (moved: readonly CaseColumnId[], to: number) => {
    const rest = ids.filter((id) => !moved.includes(id));
    setIds([...rest.slice(0, to), ...moved, ...rest.slice(to)]);
    const [first] = moved;
    if (first) setTold(t("moved", { name: names(first), place: to + 1, count: ids.length }));
  };
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ "text/plain": names(key as CaseColumnId) })),
    onReorder: ({ keys, target }) => {
      const moved = ids.filter((id) => keys.has(id));
      const rest = ids.filter((id) => !keys.has(id));
      const at = rest.indexOf(target.key as CaseColumnId);
      move(moved, at + (target.dropPosition === "after" ? 1 : 0));
    },
  });
  return (
    <FormDialog
      title={t("title")}
      width="sm"
      submitLabel={t("show")}
      isPending={isPending}
      onSubmit={() => onKeep(["address", ...ids.filter((id) => chosen.has(id))])}
      onClose={onClose}
    >
      <p className="text-sm text-muted">{t("hint")}</p>
      <GridList
        aria-label={t("columns")}
        items={ids.map((id) => ({ id }))}
        dependencies={[ids, chosen]}
        dragAndDropHooks={dragAndDropHooks}
        keyboardNavigationBehavior="tab"
        className="flex flex-col"
      >
        {({ id }) => {
          const name = names(id);
          const place = ids.indexOf(id);
          return (
            <GridListItem
              id={id}
              textValue={name}
              className="flex min-h-10 items-center gap-2 rounded-md outline-offset-[-2px] data-dragging:opacity-50 data-drop-target:bg-accent-tint pointer-coarse:min-h-12"
            >
              <DragButton
                slot="drag"
                className="flex size-8 shrink-0 cursor-grab items-center justify-center rounded-md text-muted"
              >
                <GripVertical aria-hidden className="size-4" />
              </DragButton>
              {isAlways(id) ? (
                <span className="grow text-[0.9375rem]">
                  {name} <span className="text-sm text-muted">{t("always")}</span>
                </span>
              ) : (
                <Checkbox
                  isSelected={chosen.has(id)}
                  onChange={(isShown) => toggle(id, isShown)}
                  className="grow"
                >
                  {name}
                </Checkbox>
              )}
              <Button
                size="sm"
                variant="quiet"
                aria-label={t("up", { name })}
                isDisabled={place === 0}
                onPress={() => move([id], place - 1)}
              >
                <ArrowUp aria-hidden />
              </Button>
              <Button
                size="sm"
                variant="quiet"
                aria-label={t("down", { name })}
                isDisabled={place === ids.length - 1}
                onPress={() => move([id], place + 1)}
              >
                <ArrowDown aria-hidden />
              </Button>
            </GridListItem>
          );
        }}
      </GridList>
      <p role="status" className="sr-only">
        {told}
      </p>
      <Button variant="quiet" size="sm" onPress={() => onKeep(null)} className="self-start">
        {t("usual")}
      </Button>
    </FormDialog>
  );
}
