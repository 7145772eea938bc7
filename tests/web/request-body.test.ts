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
  for (const header of ["many", '"many"']) {
    await expect(readUpload(form(101, "many", header))).rejects.toMatchObject({ code: "malformed" });
  }
  expect(built).not.toHaveBeenCalled();
  built.mockRestore();
});
