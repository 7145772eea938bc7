import type { AddressInfo } from "node:net";
import { createTransport, type Transporter, type TransportOptions } from "nodemailer";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export type Arrived = { to: string[]; messageId: string; text: string };
export type MailServer = {
  arrived: Arrived[];
  url: string;
  /** A transport to it, as the sender has one. */
  transport: Transporter;
  close: () => Promise<void>;
};

/** A mail server on the loopback that keeps what arrives. `rules` make it refuse, be slow, or cut a connection. */
export async function aMailServer(rules: Partial<SMTPServerOptions> = {}): Promise<MailServer> {
  const arrived: Arrived[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const text = Buffer.concat(parts).toString();
        const messageId = /^Message-ID: (.+)$/im.exec(text)?.[1] ?? "";
        arrived.push({ to: session.envelope.rcptTo.map(({ address }) => address), messageId, text });
        done();
      });
    },
    ...rules,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const url = `smtp://127.0.0.1:${port}`;
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 1,
    socketTimeout: 2_000,
  } as TransportOptions);
  return {
    arrived,
    url,
    transport,
    close: async () => {
      transport.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The parts of a mail that say what it says, decoded; `quoted-printable` breaks words. */
export const wordsOf = (mail: string): string =>
  mail
    .replace(/=\r\n/g, "")
    .replace(/((?:=[0-9A-F]{2})+)/g, (bytes) => Buffer.from(bytes.replaceAll("=", ""), "hex").toString());
