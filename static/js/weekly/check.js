// What can be said of a cell without the server: whether it is a number of its kind, or short enough.
// The server judges everything again; these words are its own (projects/services/weekly_values.py).
"use strict";

((weekly) => {
  if (!weekly) return;
  const NUMBER = /^[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?$/;
  const KINDS = {
    percent: { label: "形象进度", suffix: /%$/, most: 100, places: 2, expected: "应填0到100之间的数，如 65 或 65.5" },
    invested: { label: "累计完成投资", suffix: /万元?$/, most: 1e8, places: 6, expected: "应填万元数，如 820 或 820.5" },
    workers: { label: "现场人数", suffix: /人$/, most: 1e5, places: 0, expected: "应填整数，如 25" },
  };
  const LONGEST = { fall_reason: 300 };
  const USUAL_LENGTH = 500;

  function number(kind, value) {
    const typed = value.normalize("NFKC").replace(/\s/g, "").replace(kind.suffix, "");
    if (!typed) return "";
    if (!/\d/.test(typed) || !NUMBER.test(typed)) return `${kind.label}${kind.expected}。`;
    const amount = Number(typed.replace(/,/g, ""));
    if (amount < 0) return `${kind.label}不能是负数，${kind.expected}。`;
    if (amount > kind.most) return `${kind.label}过大，${kind.expected}。`;
    const decimals = (typed.split(".")[1] || "").replace(/0+$/, "").length;
    return decimals > kind.places ? `${kind.label}小数过多，${kind.expected}。` : "";
  }

  // Returns what is wrong, or an empty text.
  weekly.check = (field, value) => {
    if (KINDS[field]) return number(KINDS[field], value);
    const longest = LONGEST[field] || USUAL_LENGTH;
    return value.trim().length > longest ? `最多${longest}字，现有${value.trim().length}字。` : "";
  };
})(window.weekly);
