import "server-only";
import type { CaseState, CaseType } from "@/lib/domain/vocabulary";

export type Plan = {
  name: string;
  gridArea: string;
  owner: string;
  dso: string;
  groups: {
    name: string;
    caseType: CaseType;
    street: string;
    postcode: string;
    count: number;
    reach: Partial<Record<CaseState, number>>;
  }[];
};

/** The demo's projects. `reach` is the number of a group's cases that get to each state; the rest stay submitted. */
export const PLANS: Plan[] = [
  {
    name: "Bryggervangen, 2.040 boliger",
    gridArea: "791",
    owner: "installer@demo.example",
    dso: "dso@demo.example",
    groups: [
      {
        name: "Blok A",
        caseType: "apartment",
        street: "Bryggervangen",
        postcode: "2100",
        count: 700,
        reach: { completed: 200, approved: 250, rejected: 20 },
      },
      {
        name: "Blok B",
        caseType: "apartment",
        street: "Østerbrogade",
        postcode: "2100",
        count: 640,
        reach: { approved: 300, ready_for_meter: 120 },
      },
      {
        name: "Kollegiet",
        caseType: "youth_elderly_care",
        street: "Tagensvej",
        postcode: "2200",
        count: 480,
        reach: { approved: 80, cancelled: 12 },
      },
      {
        name: "Rækkehusene",
        caseType: "terraced_house",
        street: "Strandvænget",
        postcode: "2100",
        count: 180,
        reach: { ready_for_meter: 60 },
      },
      {
        name: "Butikkerne",
        caseType: "business",
        street: "Jagtvej",
        postcode: "2100",
        count: 40,
        reach: { meter_installed: 10, approved: 10 },
      },
    ],
  },
  {
    name: "Skovlunde Have",
    gridArea: "791",
    owner: "installer@demo.example",
    dso: "dso@demo.example",
    groups: [
      {
        name: "Bygning 1",
        caseType: "apartment",
        street: "Bakkevej",
        postcode: "2740",
        count: 40,
        reach: { archived: 8, completed: 12, meter_installed: 6, approved: 6 },
      },
      {
        name: "Plejecentret",
        caseType: "youth_elderly_care",
        street: "Torvet",
        postcode: "2740",
        count: 24,
        reach: { rejected: 5, cancelled: 3, ready_for_meter: 6 },
      },
      {
        name: "Rækkerne",
        caseType: "terraced_house",
        street: "Ballerupvej",
        postcode: "2740",
        count: 18,
        reach: { approved: 9 },
      },
    ],
  },
  {
    name: "Silkeborg Søfront",
    gridArea: "131",
    owner: "installer@demo.example",
    dso: "other-dso@demo.example",
    groups: [
      {
        name: "Punkthus 1",
        caseType: "apartment",
        street: "Søvej",
        postcode: "8600",
        count: 60,
        reach: { approved: 30, rejected: 4 },
      },
      {
        name: "Caféer",
        caseType: "business",
        street: "Åhavevej",
        postcode: "8600",
        count: 6,
        reach: { ready_for_meter: 2 },
      },
    ],
  },
  {
    name: "Nordhavn Pier 4",
    gridArea: "791",
    owner: "other-installer@demo.example",
    dso: "dso@demo.example",
    groups: [
      {
        name: "Tårnet",
        caseType: "apartment",
        street: "Sundkaj",
        postcode: "2150",
        count: 90,
        reach: { approved: 40, completed: 20 },
      },
      {
        name: "Kontorer",
        caseType: "business",
        street: "Pier",
        postcode: "2150",
        count: 12,
        reach: { meter_installed: 4 },
      },
    ],
  },
];
