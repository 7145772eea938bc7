import { Agent, request } from "node:http";

/** A caller of a server with one token and connections that are kept. Throws on an answer that is no success. */
export function caller(base: string, token: string) {
  const agent = new Agent({ keepAlive: true });
  const send = <Answer>(method: string, path: string, body?: Buffer, type = "application/json") =>
    new Promise<Answer>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body && { "content-type": type, "content-length": body.length }),
      };
      const asked = request(`${base}${path}`, { method, agent, headers }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(pieces).toString();
          if (response.statusCode !== 200 && response.statusCode !== 201) {
            reject(new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 500)}`));
          } else resolve(JSON.parse(text) as Answer);
        });
      });
      asked.on("error", reject);
      asked.end(body);
    });
  return {
    get: <Answer>(path: string) => send<Answer>("GET", path),
    post: <Answer>(path: string, value: unknown) =>
      send<Answer>("POST", path, Buffer.from(JSON.stringify(value))),
    postForm: async <Answer>(path: string, form: FormData) => {
      const encoded = new Response(form);
      const body = Buffer.from(await encoded.arrayBuffer());
      return send<Answer>("POST", path, body, encoded.headers.get("content-type") ?? "");
    },
    close: () => agent.destroy(),
  };
}
export type Caller = ReturnType<typeof caller>;
