import { randomBytes } from "node:crypto";

/** Where browsers report what the policy blocked, when CSP_REPORTS is set. */
export const REPORTS_PATH = "/csp-reports";

const policy = (nonce) => [
  "default-src 'self'",
  // Scripts run by their nonce alone; what such a script loads may run as well.
  `script-src 'nonce-${nonce}' 'strict-dynamic'`,
  `style-src 'self' 'nonce-${nonce}'`,
  // React and React Aria write style attributes into the page (docs/adr/0018).
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

/** The manual's pages are files, which can hold no nonce. They have one script and one style, and write no markup. */
const MANUAL_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
];
const REPORTS = [`report-uri ${REPORTS_PATH}`, "report-to csp"];

/**
 * The headers of every answer, with a nonce of its own.
 * @param {{ isEncrypted: boolean, hasReports: boolean, isOfManual?: boolean }} answer whether it reaches the browser by
 *   TLS, whether the browser reports what it blocked, and whether it is a file of the manual
 */
export const securityHeaders = ({ isEncrypted, hasReports, isOfManual }) => ({
  "Content-Security-Policy": [
    ...(isOfManual ? MANUAL_POLICY : policy(randomBytes(18).toString("base64"))),
    ...(hasReports ? REPORTS : []),
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin",
  "X-Frame-Options": "DENY",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  ...(isEncrypted && { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" }),
  ...(hasReports && { "Reporting-Endpoints": `csp="${REPORTS_PATH}"` }),
});
