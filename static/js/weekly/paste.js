// Cells copied in Excel: each goes into the cell beside or below the one that has the cursor.
"use strict";

((weekly) => {
  if (!weekly) return;

  // Excel puts cells with line breaks or tabs in quotes and doubles the quotes inside.
  function table(text) {
    const rows = [[]];
    const pattern = /"((?:[^"]|"")*)"(?=\t|\n|$)|([^\t\n]*)/y;
    const clean = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    let at = 0;
    while (at <= clean.length) {
      pattern.lastIndex = at;
      const found = pattern.exec(clean);
      rows[rows.length - 1].push(found[1] === undefined ? found[2] : found[1].replace(/""/g, '"'));
      at = pattern.lastIndex;
      if (at >= clean.length) break;
      if (clean[at] === "\n") rows.push([]);
      at += 1;
    }
    return rows;
  }

  function put(target, value) {
    if (!target) return 0;
    target.value = value;
    delete target.dataset.refused;
    weekly.typed(target);
    weekly.commit(target);
    return 1;
  }

  function spread(input, lines) {
    const first = weekly.FIELDS.indexOf(input.dataset.field);
    let row = weekly.rowOf(input);
    let skipped = 0;
    for (const line of lines) {
      line.forEach((value, n) => {
        const field = first < 0 ? "" : weekly.FIELDS[first + n];
        skipped += 1 - put(row && field && row.querySelector(`[data-field="${field}"]`), value);
      });
      row = row && row.nextElementSibling;
    }
    return skipped;
  }

  weekly.grid.addEventListener("paste", (event) => {
    const input = event.target.closest("[data-field]");
    const text = event.clipboardData.getData("text/plain");
    if (!input || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const skipped = spread(input, table(text));
    if (skipped) weekly.warn(`有 ${skipped} 格没有粘贴：超出表格，或该项目已提交不能再改。`);
  });
})(window.weekly);
