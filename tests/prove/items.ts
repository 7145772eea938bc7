import { CROWDED } from "./items/crowded";
import { HIGH_AVAILABILITY } from "./items/high-availability";
import { HELD } from "./items/held";
import { KILLED } from "./items/killed";
import { LOST_DATABASE } from "./items/lost-database";
import { MANY_USERS } from "./items/many-users";
import { NET } from "./items/net";
import { OVERLAP } from "./items/overlap";
import { REPEATED } from "./items/repeated";
import { REPLICA } from "./items/replica";
import { TOLD_BY_TIME } from "./items/told-by-time";
import type { Item } from "./proof";

const [R1, S1, ...S] = HELD;
/** In the order in which they are tried. */
export const ITEMS: readonly Item[] = [
  ...[R1 as Item, OVERLAP, REPEATED, KILLED, LOST_DATABASE, CROWDED, MANY_USERS],
  ...[S1 as Item, TOLD_BY_TIME, ...S, NET, HIGH_AVAILABILITY, REPLICA],
];
