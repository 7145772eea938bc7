import { Secret, TOTP } from "otpauth";

/** What a person's app shows at a time for a secret as we show it, in groups. */
export const shownCode = (secret: string, at: Date): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(" ", "")) }).generate({ timestamp: at.getTime() });
