import { expect, test } from "@playwright/test";
import { shownCode } from "../support/authenticator";
import { logIn } from "./log-in";

const EMAIL = "other-installer@demo.example";

test("a second factor is switched on, asked for at the log-in, passed by a recovery code, and switched off", async ({
  browser,
}) => {
  const page = await logIn(browser, EMAIL);
  await page.goto("/profile");
  const section = page.getByRole("region", { name: "Totrinsbekræftelse" });
  await section.getByLabel("Din adgangskode").fill("projekter-demo");
  await section.getByRole("button", { name: "Slå til" }).click();
  await expect(section.getByRole("img", { name: "QR-kode til din app" })).toBeVisible();
  const secret = (await section.getByLabel("Nøgle til din app").textContent()) ?? "";
  await section.getByLabel("Kode fra appen").fill("12 34");
  await section.getByRole("button", { name: "Bekræft" }).click();
  await expect(section.getByText("Koden er forkert, udløbet eller allerede brugt.")).toBeVisible();
  await section.getByLabel("Kode fra appen").fill(shownCode(secret, new Date()));
  await section.getByRole("button", { name: "Bekræft" }).click();
  const codes = (
    (await section.getByLabel("Genoprettelseskoder", { exact: true }).textContent()) ?? ""
  ).split("\n");
  expect(codes).toHaveLength(10);
  await expect(section.getByText(/Du har 10 genoprettelseskoder tilbage/)).toBeVisible();

  const other = await (await browser.newContext()).newPage();
  await other.goto("/login?callbackUrl=/projects");
  await other.getByLabel("E-mail").fill(EMAIL);
  await other.getByLabel("Adgangskode", { exact: true }).fill("projekter-demo");
  await other.getByRole("button", { name: "Log ind" }).click();
  await expect(other.getByRole("heading", { name: "Bekræft, at det er dig" })).toBeVisible();
  // The password alone has opened nothing.
  expect((await other.request.get("/api/v1/me")).status()).toBe(401);
  await other.getByLabel("Kode", { exact: true }).fill("000000");
  await other.getByRole("button", { name: "Log ind" }).click();
  await expect(other.getByText("Koden er forkert, udløbet eller allerede brugt.")).toBeVisible();
  await other.getByRole("link", { name: "Brug en genoprettelseskode" }).click();
  await other.getByLabel("Genoprettelseskode").fill(codes[0] ?? "");
  await other.getByRole("button", { name: "Log ind" }).click();
  await expect(other).toHaveURL(/\/projects$/);

  await page.reload();
  await expect(section.getByText(/Du har 9 genoprettelseskoder tilbage/)).toBeVisible();
  await section.getByLabel("Din adgangskode").fill("projekter-demo");
  await section.getByRole("button", { name: "Slå fra" }).click();
  await expect(section.getByText(/Totrinsbekræftelse er slået fra\. Du skal bruge/)).toBeVisible();
  // The password is enough again.
  await logIn(browser, EMAIL);
});
