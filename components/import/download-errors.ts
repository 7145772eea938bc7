import { answerOf, pageLanguage, type ProblemDocument } from "../api";

const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Saves the error workbook of a check; what comes back is why it could not be had. */
export async function downloadErrors(
  path: string,
  body: FormData | string,
): Promise<ProblemDocument | undefined> {
  const headers = {
    accept: WORKBOOK,
    ...pageLanguage(),
    ...(typeof body === "string" && { "content-type": "application/json" }),
  };
  try {
    const response = await fetch(path, { method: "POST", headers, body });
    if (!response.ok) {
      const answer = answerOf(response.status, await response.json().catch(() => null));
      return answer.ok ? undefined : answer.problem;
    }
    const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = decodeURIComponent(name ?? "fejl.xlsx");
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return undefined;
  } catch {
    return { code: "connection_lost", detail: "" };
  }
}
