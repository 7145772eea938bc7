import { answerOf, pageLanguage, type ProblemDocument } from "./api";

/**
 * Saves the file that a POST answers, under the name that the server gives it; what comes back is why it could not be had.
 */
export async function download(
  path: string,
  body: FormData | string,
  { type, name }: { type: string; name: string },
): Promise<ProblemDocument | undefined> {
  const headers = {
    accept: type,
    ...pageLanguage(),
    ...(typeof body === "string" && { "content-type": "application/json" }),
  };
  try {
    const response = await fetch(path, { method: "POST", headers, body });
    if (!response.ok) {
      const answer = answerOf(response.status, await response.json().catch(() => null));
      return answer.ok ? undefined : answer.problem;
    }
    const given = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = decodeURIComponent(given ?? name);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return undefined;
  } catch {
    return { code: "connection_lost", detail: "" };
  }
}
