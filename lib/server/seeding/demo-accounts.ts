import "server-only";
import type { Db } from "@/db/client";
import { organisations, users } from "@/db/schema";
import type { Role } from "@/lib/domain/vocabulary";
import type { Actor } from "@/lib/server/kernel/context";
import { hashPassword } from "@/lib/server/people/passwords";

const DEMO_PASSWORD = "projekter-demo";

type Account = { email: string; name: string; role: Role; organisation: string | null };

const ACCOUNTS: Account[] = [
  {
    email: "installer@demo.example",
    name: "Ida Installatør",
    role: "installer",
    organisation: "Elfirma Nord A/S",
  },
  {
    email: "colleague@demo.example",
    name: "Karl Kollega",
    role: "installer",
    organisation: "Elfirma Nord A/S",
  },
  {
    email: "other-installer@demo.example",
    name: "Omar Andersen",
    role: "installer",
    organisation: "Havnens El ApS",
  },
  { email: "dso@demo.example", name: "Dorte Sagsbehandler", role: "dso", organisation: "Radius Elnet A/S" },
  {
    email: "dso-colleague@demo.example",
    name: "Niels Netmand",
    role: "dso",
    organisation: "Radius Elnet A/S",
  },
  { email: "other-dso@demo.example", name: "Nora Net", role: "dso", organisation: "N1 A/S" },
  { email: "admin@demo.example", name: "Anna Administrator", role: "admin", organisation: null },
];

/** Stores the demo's companies and users, and gives the users as actors, by e-mail. */
export async function storeAccounts(db: Db): Promise<Map<string, Actor>> {
  await db.insert(organisations).values([
    { kind: "installer", name: "Elfirma Nord A/S", cvr: "10150817" },
    { kind: "installer", name: "Havnens El ApS", cvr: "25063864" },
  ]);
  const known = new Map(
    (await db.select().from(organisations)).map((organisation) => [organisation.name, organisation]),
  );
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const actors = new Map<string, Actor>();
  for (const { email, name, role, organisation } of ACCOUNTS) {
    const company = organisation === null ? null : (known.get(organisation) ?? null);
    const row = { email, name, role, organisationId: company?.id ?? null, passwordHash };
    const [user] = await db.insert(users).values(row).returning({ id: users.id });
    const seat = company && { id: company.id, kind: company.kind, name: company.name };
    actors.set(email, { id: user?.id ?? "", name, email, role, organisation: seat } as Actor);
  }
  return actors;
}
