import "server-only";
import { addWorkingDays } from "@/lib/domain/working-days";
import { METER_NOTICE_WORKING_DAYS } from "@/lib/server/cases/action-plan";
import { type Ctx, today } from "@/lib/server/kernel/context";

/** The days that the forms of the actions begin with. */
export const actionDates = (ctx: Ctx) => ({
  today: today(ctx),
  earliestMeterDate: addWorkingDays(today(ctx), METER_NOTICE_WORKING_DAYS),
});
