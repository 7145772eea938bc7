import { LIMITS } from "@/lib/domain/limits";
import { readUpload } from "@/lib/web/request-body";

const form = (parts: number, boundary: string, header = boundary) =>
  new Request("http://localhost/api/v1/groups/x/import", {
    method: "POST",
    headers: { "content-type": `multipart/form-data; boundary=${header}` },
    body: `${Array.from({ length: parts }, (_, i) => `--${boundary}\r\nContent-Disposition: form-data; name="f${i}"\r\n\r\nx\r\n`).join("")}--${boundary}--\r\n`,
  });

test("a form has as many parts as any form of ours, or is refused before it is built", async () => {
  const { value } = await readUpload(form(20, "b"));
  expect(Object.keys(value.fields)).toHaveLength(20);
  const built = jest.spyOn(Response.prototype, "formData");
  for (const header of ["many", '"many"', "many; charset=utf-8"]) {
    await expect(readUpload(form(101, "many", header))).rejects.toMatchObject({ code: "malformed" });
  }
  expect(built).not.toHaveBeenCalled();
  built.mockRestore();
});

test.each([
  ["no length", {}],
  ["a length that is not its own", { "content-length": "10" }],
])("a body of %s is read as far as the limit, and no further", async (_, more) => {
  const piece = new Uint8Array(1024 * 1024);
  let sent = 0;
  const body = new ReadableStream({
    pull: (stream) => {
      sent += piece.length;
      if (sent > 2 * LIMITS.bodyBytes) stream.close();
      else stream.enqueue(piece);
    },
  });
  const headers = { "content-type": "multipart/form-data; boundary=b", ...more };
  const request = new Request("http://localhost/", {
    method: "POST",
    headers,
    body,
    duplex: "half",
  } as never);
  await expect(readUpload(request)).rejects.toMatchObject({ code: "payload_too_large" });
  expect(sent).toBeLessThan(LIMITS.bodyBytes + 3 * piece.length);
});

const part = (more: string, name = "f") =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\nx\r\n--b--\r\n`;
const upload = (type: string, body: string) =>
  readUpload(new Request("http://localhost/", { method: "POST", headers: { "content-type": type }, body }));

test("a part has a short head, whatever it consists of", async () => {
  const type = "multipart/form-data; boundary=b";
  await expect(upload(type, part(`; filename="${"x".repeat(4_000)}"`))).rejects.toMatchObject({
    code: "invalid",
  });
  const built = jest.spyOn(Response.prototype, "formData");
  for (const more of [`\r\n${"a: b\r\n".repeat(2_000)}a: b`, `; filename="${"%22".repeat(3_000)}"`]) {
    await expect(upload(type, part(more))).rejects.toMatchObject({ code: "malformed" });
  }
  await expect(upload(type, part("", "x".repeat(9_000)))).rejects.toMatchObject({ code: "malformed" });
  expect(built).not.toHaveBeenCalled();
  built.mockRestore();
});

test("a form is counted where it is cut", async () => {
  const many = await form(101, "b").text();
  for (const parameters of [
    "aboundary=other; boundary=b",
    'x="boundary=other"; boundary=b',
    "boundary=b; boundary=other",
    "boundary=other; boundary=b",
    'boundary="\\b"',
    "boundary=",
  ]) {
    const answer = await upload(`multipart/form-data; ${parameters}`, many).catch(({ code }) => code);
    expect([parameters, answer]).toEqual([parameters, "malformed"]);
  }
});
