import { CROWDED } from "./items/crowded";
import { HELD } from "./items/held";
import { NET } from "./items/net";
import { LOST_DATABASE } from "./items/lost-database";
import { OVERLAP } from "./items/overlap";
import { REPEATED } from "./items/repeated";
import type { Item } from "./proof";

const [R1, ...S] = HELD;
/** In the order in which they are tried. */
export const ITEMS: readonly Item[] = [R1 as Item, OVERLAP, REPEATED, LOST_DATABASE, CROWDED, ...S, NET];
