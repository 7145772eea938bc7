import { nothingHere } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = nothingHere();
