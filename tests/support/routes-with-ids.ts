import { readFileSync } from "node:fs";
import { ENDPOINTS, type Endpoint } from "@/lib/web/endpoints";
import { aForm, aWorkbook, type Scene } from "./api-scene";
import { FIELDS } from "./factories";

/** Every page and route of the build that has an id in its address. */
export const ROUTES_WITH_IDS: string[] = Object.values<string>(
  JSON.parse(readFileSync(".next/app-path-routes-manifest.json", "utf8")),
).filter((route) => route.includes("[id]"));

/** What a route's id may name. */
export type OwnThings = Scene & { actionId: string; noticeId: string };

/** The id of the own thing that a route names. */
export function ownIdFor(route: string, scene: OwnThings): string {
  if (/\/projects\/\[id\]/.test(route)) return scene.projectId;
  if (/\/groups\/\[id\]/.test(route)) return scene.groupId;
  if (/\/operations\/\[id\]/.test(route)) return scene.actionId;
  if (/^\/notifications\/\[id\]/.test(route)) return scene.noticeId;
  return scene.ids[0] ?? "";
}

/** Bodies that would be taken, so that a change gets as far as the id. */
export function bodyFor(route: string, method: string): { body: BodyInit; type?: string } | undefined {
  const path = route.replace("[id]", "{id}");
  const described = (ENDPOINTS as unknown as Record<string, Record<string, Endpoint> | undefined>)[path];
  const endpoint = described?.[method.toLowerCase()];
  if (endpoint?.form) {
    return {
      body: aForm(aWorkbook([["Nygade", 1, 2740, "R"]]), { fields: FIELDS.apartment, acceptWarnings: true }),
    };
  }
  if (!endpoint?.example) return undefined;
  return { body: JSON.stringify(endpoint.example), type: "application/json" };
}
