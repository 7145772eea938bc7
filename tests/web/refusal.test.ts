import { DomainError } from "@/lib/contract/errors";
import { z } from "zod";
import { parseInput } from "@/lib/server/kernel/mutate";
import { refusalOf } from "@/lib/web/refusal";

const failed = (code: string) => Object.assign(new Error("select * from users"), { cause: { code } });

test("a fault of ours is told as one sentence and never echoed", () => {
  const logged = jest.spyOn(console, "error").mockImplementation(() => {});
  const refusal = refusalOf(new Error("connect postgres://user:hemmeligt@db"), "da");
  expect(refusal).toMatchObject({ status: 500, code: "internal" });
  expect(JSON.stringify(refusal)).not.toContain("hemmeligt");
  expect(logged).toHaveBeenCalledTimes(1);
  logged.mockRestore();
});

test("a database that is busy, cut off or full is a matter of time: 503", () => {
  for (const code of [
    "40001",
    "40P01",
    "55P03",
    "57014",
    "57P01",
    "08006",
    "53100",
    "53300",
    "25P03",
    "ETIMEDOUT",
    "ECONNREFUSED",
    "ECONNRESET",
  ]) {
    expect([code, refusalOf(failed(code), "da")]).toEqual([
      code,
      expect.objectContaining({ status: 503, code: "busy" }),
    ]);
  }
  expect(refusalOf(new Error("timeout exceeded when trying to connect"), "en").status).toBe(503);
});

test("»nothing was changed« is said only where it is known", () => {
  const logged = jest.spyOn(console, "error").mockImplementation(() => {});
  for (const locale of ["da", "en"] as const) {
    const busy = refusalOf(failed("55P03"), locale).message;
    expect(busy).toMatch(/Intet er ændret|Nothing was changed/);
    for (const error of [new DomainError("outcome_unknown"), new Error("a bug")]) {
      expect(refusalOf(error, locale).message).not.toMatch(/Intet er ændret|Nothing was changed/);
    }
  }
  expect(refusalOf(new DomainError("outcome_unknown"), "da").status).toBe(503);
  logged.mockRestore();
});

test("a refusal names the limit that was hit, in both languages", () => {
  const tooLarge = new DomainError("selection_too_large", { params: { limit: 50_000 } });
  expect(refusalOf(tooLarge, "da").message).toContain("50.000");
  expect(refusalOf(tooLarge, "en").message).toContain("50,000");
  const tooComplex = new DomainError("too_complex", {
    params: { levels: 32, values: 300_000, members: 150_000 },
  });
  expect(refusalOf(tooComplex, "da").message).toBe(
    "Indholdet er for indviklet: højst 32 niveauer, 300.000 værdier i alt og 150.000 i én liste.",
  );
});

test("what is missing is asked for by its own name, and a choice not made is missing", () => {
  const schema = z.strictObject({
    ownerId: z.uuid(),
    groups: z.array(z.object({ name: z.string().min(1) })),
  });
  const told = (locale: "da" | "en") => {
    try {
      return parseInput(schema, { ownerId: "", groups: [{ name: "" }] });
    } catch (error) {
      return refusalOf(error, locale).errors;
    }
  };
  expect(told("da")).toEqual([
    { path: "ownerId", code: "required", message: "Vælg en virksomhed." },
    { path: "groups.0.name", code: "required", message: "Skriv et navn." },
  ]);
  expect(told("en")).toMatchObject([{ message: "Choose a company." }, { message: "Type a name." }]);
  const reason = new DomainError("invalid", { faults: [{ path: "params.reason", code: "required" }] });
  expect(refusalOf(reason, "da").errors[0]?.message).toBe("Skriv en årsag.");
  const other = new DomainError("invalid", { faults: [{ path: "gln", code: "required" }] });
  expect(refusalOf(other, "da").errors[0]?.message).toBe("Skal udfyldes.");
});
