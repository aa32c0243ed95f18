// Two people in one cell: both values are shown, and the person here chooses.
"use strict";

((weekly) => {
  if (!weekly) return;
  const { drafts, mark } = weekly;
  const SHORT = 12;

  function brief(value) {
    const line = value.replace(/\s+/g, " ");
    if (!line) return "（空）";
    return line.length > SHORT ? `${line.slice(0, SHORT)}…` : line;
  }

  weekly.conflict = (input, id, body) => {
    const said = mark(input, "conflict", `${body.message} `);
    input.dataset.refused = input.value;
    const choice = (text, act) =>
      smallButton(text, () => {
        input.dataset.seen = body.other;
        delete input.dataset.refused;
        act();
        weekly.refresh();
        input.focus();
      });
    said.append(
      choice(`保留对方：${brief(body.other)}`, () => {
        input.value = body.other;
        drafts.drop(id);
        mark(input, "saved", "已保留对方的值");
      }),
      choice(`用我的覆盖：${brief(input.value)}`, () => {
        weekly.hold(input);
        weekly.commit(input);
      }),
    );
  };
})(window.weekly);
