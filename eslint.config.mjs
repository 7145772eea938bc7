import next from "eslint-config-next/core-web-vitals";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "**/.next*/",
      ".data/",
      "public/manual/",
      ".cache/",
      "release/",
      "coverage/",
      "playwright-report/",
      "test-results/",
      "next-env.d.ts",
    ],
  },
  ...next,
  ...tseslint.configs.recommended,
  {
    rules: {
      "no-console": "error",
      "import/no-anonymous-default-export": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ["components/**"],
    ignores: ["components/ui/form.tsx"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          name: "react-aria-components",
          importNames: ["Form"],
          message: "Before the script has come it would put its fields in the address: @/components/ui/form",
        },
      ],
    },
  },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);
