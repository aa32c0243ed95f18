// Holds the scripts to Chromium 95 (docs/design.md): its syntax, its interfaces.
import compat from "eslint-plugin-compat";

const CHROMIUM_95 = { ecmaVersion: 2022 }; // class static blocks, its newest syntax, came with 94
// what the data of eslint-plugin-compat does not tell
const NEWER = [
  ["AbortSignal", "any"], ["AbortSignal", "timeout"], ["Array", "fromAsync"], ["Map", "groupBy"],
  ["Object", "groupBy"], ["Promise", "try"], ["Promise", "withResolvers"], ["URL", "canParse"],
  ["document", "startViewTransition"],
].map(([object, property]) => ({ object, property, message: "Chromium 95 does not know it." }));
const NEWER_METHODS = ["showPopover", "hidePopover", "togglePopover", "checkVisibility", "requestClose"];

export default [
  {
    ...compat.configs["flat/recommended"],
    files: ["static/js/**/*.js"],
    linterOptions: { noInlineConfig: true },
    languageOptions: { ...CHROMIUM_95, sourceType: "script" },
    rules: {
      ...compat.configs["flat/recommended"].rules,
      "no-restricted-properties": ["error", ...NEWER],
      "no-restricted-syntax": ["error", {
        selector: `MemberExpression[property.name=/^(${NEWER_METHODS.join("|")})$/]`,
        message: "Chromium 95 does not know it.",
      }],
    },
    settings: { browserslist: ["chrome 95"], targets: ["chrome 95"], lintAllEsApis: true },
  },
  { // of other people's files only the syntax is read
    files: ["static/vendor/**/*.js"],
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
    languageOptions: { ...CHROMIUM_95, sourceType: "script" },
  },
];
