"use client";

import { type CalendarDate, parseDate } from "@internationalized/date";
import { CalendarDays, ChevronLeft, ChevronRight } from "lucide-react";
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  Group,
  Heading,
  Popover,
} from "react-aria-components";
import { controlClass, FieldLabel, FieldNotes, type FieldProps, fieldClass, popoverClass } from "./field";

type Props = FieldProps & {
  /** YYYY-MM-DD, or null when empty. */
  value?: string | null;
  defaultValue?: string | null;
  onChange?: (day: string | null) => void;
  minValue?: string;
  maxValue?: string;
  /** Days that cannot be chosen in the calendar. */
  isUnavailable?: (day: string) => boolean;
};

const iconButton =
  "flex size-9 items-center justify-center rounded-md text-muted hover:bg-accent-tint hover:text-ink disabled:opacity-30";

/** A calendar day, typed part by part or picked; always shown in the language of the page. */
export function DateField(props: Props) {
  const { label, isOptional, hideLabel, description, errorMessage, className, onChange, isUnavailable } =
    props;
  const { name, isRequired, isDisabled, isReadOnly, autoFocus } = props;
  return (
    <DatePicker
      {...{ name, isRequired, isDisabled, isReadOnly, autoFocus }}
      {...(props.value === undefined ? {} : { value: dayOf(props.value) })}
      defaultValue={dayOf(props.defaultValue)}
      minValue={dayOf(props.minValue)}
      maxValue={dayOf(props.maxValue)}
      isDateUnavailable={isUnavailable && ((date) => isUnavailable(date.toString()))}
      onChange={(date: CalendarDate | null) => onChange?.(date ? date.toString() : null)}
      isInvalid={Boolean(errorMessage)}
      validationBehavior="aria"
      firstDayOfWeek="mon"
      granularity="day"
      data-field={name}
      className={fieldClass(className)}
    >
      <FieldLabel label={label} isOptional={isOptional} hideLabel={hideLabel} />
      <Group className={`${controlClass} flex items-center pr-1 focus-within:border-accent`}>
        <DateInput className="flex flex-1 items-center">
          {(segment) => (
            <DateSegment
              segment={segment}
              className="rounded-[4px] px-0.5 outline-none placeholder-shown:text-muted focus:bg-accent focus:text-accent-ink"
            />
          )}
        </DateInput>
        <Button className="flex size-8 items-center justify-center rounded-md text-muted hover:bg-accent-tint hover:text-ink">
          <CalendarDays aria-hidden className="size-4" />
        </Button>
      </Group>
      <FieldNotes description={description} errorMessage={errorMessage} />
      <Popover className={popoverClass}>
        <Dialog className="p-4 outline-none">
          <Calendar firstDayOfWeek="mon">
            <header className="mb-2 flex items-center justify-between">
              <Button slot="previous" className={iconButton}>
                <ChevronLeft aria-hidden className="size-4" />
              </Button>
              <Heading className="text-[0.9375rem] font-semibold first-letter:uppercase" />
              <Button slot="next" className={iconButton}>
                <ChevronRight aria-hidden className="size-4" />
              </Button>
            </header>
            <CalendarGrid weekdayStyle="short" className="border-separate border-spacing-0.5">
              <CalendarGridHeader>
                {(day) => (
                  <CalendarHeaderCell className="pb-1 text-xs font-medium text-muted">
                    {day}
                  </CalendarHeaderCell>
                )}
              </CalendarGridHeader>
              <CalendarGridBody>
                {(date) => (
                  <CalendarCell
                    date={date}
                    className="flex size-9 cursor-default items-center justify-center rounded-md text-sm hover:bg-accent-tint selected:bg-accent selected:text-accent-ink outside-month:hidden disabled:text-muted disabled:line-through disabled:opacity-60 unavailable:text-muted unavailable:line-through"
                  />
                )}
              </CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  );
}

/** A value from elsewhere that is no day shows as empty instead of ending the page. */
function dayOf(day: string | null | undefined): CalendarDate | null {
  try {
    return day ? parseDate(day) : null;
  } catch {
    return null;
  }
}
