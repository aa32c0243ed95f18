// Holds the stylesheets to Chromium 95 (docs/design.md). The rules below the plugin name what the
// data of caniuse does not tell apart: each came after Chromium 95.
const newer = {
  "property-disallowed-list": [
    "animation-timeline", "container", "container-name", "container-type",
    "field-sizing", "interpolate-size", "rotate", "scale", "text-wrap", "translate",
    "view-transition-name",
  ],
  "function-disallowed-list": [
    "color", "color-mix", "hwb", "lab", "lch", "light-dark", "oklab", "oklch", "round",
  ],
  "selector-pseudo-class-disallowed-list": ["has", "open", "popover-open", "user-invalid", "user-valid"],
  "at-rule-disallowed-list": ["container", "layer", "property", "scope", "starting-style"],
};

export default {
  plugins: ["stylelint-no-unsupported-browser-features"],
  rules: {
    "plugin/no-unsupported-browser-features": [
      true, { browsers: ["chrome 95"], ignorePartialSupport: true },
    ],
    ...newer,
  },
};
