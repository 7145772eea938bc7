/**
 * Writes the generated parts of docs/architecture.md and docs/rules.md from the tables in the code: the import
 * directions, the life cycle, the permission grids, the field list and the limits. `--check` only tells whether they are up to date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { type Asked, asksOf, formOf } from "../lib/domain/actions/forms";
import { RULES } from "../lib/domain/actions/rules";
import { translator } from "../lib/messages";
import { VERBS } from "../lib/domain/verbs";
import { ACTIONS, CASE_STATES, ROLES, type Role } from "../lib/domain/vocabulary";
import { parts as directions, rooms } from "./directions.json";
import { parts as rules } from "./rules-doc";

/** Everything that is no action on a case, and the roles that may do it. */
function verbGrid(): string {
  const rows = Object.entries(VERBS).map(([verb, roles]: [string, readonly Role[]]) => {
    const cells = ROLES.map((role) => (roles.includes(role) ? "yes" : ""));
    return `| \`${verb}\` | ${cells.join(" | ")} |`;
  });
  return [`| | ${ROLES.join(" | ")} |`, `|---|${ROLES.map(() => "---").join("|")}|`, ...rows].join("\n");
}

/** What an action asks for one parameter, in words. */
function askedInWords(name: string, asked: Asked): string {
  const field = "sets" in asked ? ` → \`${asked.sets}\`` : "";
  switch (asked.kind) {
    case "reason":
      return `\`${name}\`: reason, ${asked.required === true ? "required" : ["optional", ...asked.required.map((role) => `required of ${role}`)].join(", ")}`;
    case "date":
      return `\`${name}\`: date, ${asked.limit === "meter_notice" ? "a working day with the notice due" : "not in the future"}${field}`;
    case "person":
      return `\`${name}\`: one of the ${asked.of}${asked.orNobody ? ", or nobody" : ""}`;
    case "column":
      return `\`${name}\`: a value for single cases${field}`;
    default:
      return `\`${name}\`: ${asked.kind.replaceAll("_", " ")}${field}`;
  }
}

const inDanish = translator("da");
const actions = () => [
  "| Action | Button | Tone | Asks | Clears |",
  "|---|---|---|---|---|",
  ...ACTIONS.map((action) => {
    const { tone, clears = [] } = formOf(action);
    const asks = asksOf(action).map(([name, asked]) => askedInWords(name, asked));
    const cells = [
      `\`${action}\``,
      inDanish(`actions.${action}.label`),
      tone,
      asks.join("; "),
      clears.map((key) => `\`${key}\``).join(", "),
    ];
    return `| ${cells.join(" | ")} |`;
  }),
];

const parts: Record<string, string> = {
  directions: [
    "| Part | May import |",
    "|---|---|",
    ...Object.entries(directions).map(
      ([part, allowed]) => `| \`${part}\` | ${allowed.map((other) => `\`${other}\``).join(", ")} |`,
    ),
  ].join("\n"),
  rooms: Object.entries(rooms)
    .map(([part, names]) => `- \`${part}/\`: ${names.join(" → ")}`)
    .join("\n"),
  lifecycle: [
    "| From | Action | To | By |",
    "|---|---|---|---|",
    ...ACTIONS.flatMap((action) => {
      const { from, to } = RULES[action];
      if (to === null) return [];
      const states = CASE_STATES.filter((state) => ROLES.some((role) => from[role]?.includes(state)));
      return states.map((state) => {
        const roles = ROLES.filter((role) => from[role]?.includes(state));
        return `| ${state} | \`${action}\` | ${to} | ${roles.join(", ")} |`;
      });
    }),
  ].join("\n"),
  actions: actions().join("\n"),
  permissions: [
    `| Action | To | ${CASE_STATES.join(" | ")} |`,
    `|---|---|${CASE_STATES.map(() => "---").join("|")}|`,
    ...ACTIONS.map((action) => {
      const { from, to } = RULES[action];
      const cells = CASE_STATES.map((state) =>
        ROLES.filter((role) => from[role]?.includes(state)).join(", "),
      );
      return `| \`${action}\` | ${to ?? "–"} | ${cells.join(" | ")} |`;
    }),
  ].join("\n"),
  verbs: verbGrid(),
};

const FILES: Record<string, Record<string, string>> = {
  "docs/architecture.md": parts,
  "docs/rules.md": rules,
};

for (const [file, generated] of Object.entries(FILES)) {
  const before = readFileSync(file, "utf8");
  let after = before;
  for (const [name, content] of Object.entries(generated)) {
    const block = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!block.test(after)) throw new Error(`${file} has no place for »${name}«`);
    after = after.replace(block, (_, start: string, end: string) => `${start}${content}\n${end}`);
  }
  if (after !== before && process.argv.includes("--check")) {
    process.stderr.write(`${file} is out of date; run: npm run docs\n`);
    process.exit(1);
  }
  if (after !== before) writeFileSync(file, after);
}
