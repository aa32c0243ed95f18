// The keyboard: Enter down, Tab right, arrows, one key for 本周无变化, ? for the list of keys.
"use strict";

((weekly) => {
  if (!weekly) return;
  const { grid, rowOf, typed, commit } = weekly;
  const FIELDS = ["percent", "invested", "workers", "progress_note", "next_plan", "problem", "help_needed"];
  const STEPS = { ArrowDown: 1, ArrowUp: -1 };
  const SIDES = { ArrowRight: 1, ArrowLeft: -1 };

  const fillable = () => [...grid.querySelectorAll("tbody tr")].filter((row) => row.querySelector("[data-field]"));

  function go(input) {
    if (!input || input.closest("[hidden]")) return false;
    weekly.reveal(rowOf(input));
    input.focus();
    input.select();
    return true;
  }

  const inRow = (row, field) => row && row.querySelector(`[data-field="${field}"]`);

  // Down or up within the column; false at its end.
  function move(input, step) {
    const rows = fillable();
    return go(inRow(rows[rows.indexOf(rowOf(input)) + step], input.dataset.field));
  }

  function onward(input) {
    const next = FIELDS[FIELDS.indexOf(input.dataset.field) + 1];
    if (!move(input, 1) && next && input.dataset.field !== "fall_reason") go(inRow(fillable()[0], next));
  }

  function sideways(input, step) {
    return go(inRow(rowOf(input), FIELDS[FIELDS.indexOf(input.dataset.field) + step]));
  }

  // Filled in the eyes of the person here, though the server may not have said so yet.
  function filled(row) {
    if (row.hasAttribute("data-complete")) return true;
    const typed = ["percent", "invested"].every((field) => inRow(row, field).value);
    return typed && !row.querySelector(".refused, .conflict");
  }

  // To the next project that is not filled, and in it to the first figure that is missing.
  function toUnfilled(from, step) {
    const rows = fillable();
    const start = from ? rows.indexOf(rowOf(from)) : step > 0 ? -1 : 0;
    for (let n = 1; n <= rows.length; n += 1) {
      const row = rows[(start + step * n + rows.length * 2) % rows.length];
      if (filled(row)) continue;
      const empty = ["percent", "invested"].map((field) => inRow(row, field)).find((input) => !input.value);
      go(empty || inRow(row, "percent"));
      return;
    }
    const submit = [...document.querySelectorAll("[data-weekly-submit]")].find((each) => each.offsetParent);
    if (submit) submit.focus();
  }

  // On a phone a card is filled from its first figure to its last, then comes the next project.
  function throughCard(input) {
    const at = FIELDS.indexOf(input.dataset.field);
    const next = at < 0 ? null : inRow(rowOf(input), FIELDS[at + 1]);
    if (!next || next.tagName !== "INPUT" || !go(next)) toUnfilled(input, 1);
  }

  const allSelected = (input) => input.selectionStart === 0 && input.selectionEnd === input.value.length;
  function atEdge(input, step) {
    const at = step > 0 ? input.value.length : 0;
    return allSelected(input) || (input.selectionStart === at && input.selectionEnd === at);
  }

  function enter(event, input) {
    if (event.altKey && input.tagName === "TEXTAREA") {
      input.setRangeText("\n", input.selectionStart, input.selectionEnd, "end");
      typed(input);
      return;
    }
    commit(input);
    if (event.shiftKey) move(input, -1);
    else if (weekly.isNarrow()) throughCard(input);
    else onward(input);
  }

  function escape(input) {
    input.value = input.dataset.seen;
    delete input.dataset.refused;
    typed(input);
  }

  function arrow(event, input) {
    const step = STEPS[event.key];
    if (step && (input.tagName === "INPUT" || atEdge(input, step))) return move(input, step) || true;
    return SIDES[event.key] ? atEdge(input, SIDES[event.key]) && sideways(input, SIDES[event.key]) : false;
  }

  const isNumber = (input) => input && input.hasAttribute("inputmode");
  const plain = (event) => !event.ctrlKey && !event.altKey && !event.metaKey;

  function unchangedKey(event, input) {
    if (event.code !== "KeyN" || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    return event.altKey || isNumber(input);
  }

  function unchange(event) {
    const row = event.target.closest("tr");
    const input = event.target.closest("[data-field]");
    if (!row || !row.querySelector("[data-unchanged]")) return false;
    weekly.unchange(row);
    if (input) move(input, 1);
    return true;
  }

  // Returns whether the key was one of ours. A phone has no Alt: there Enter is a line break in words.
  function inCell(event, input) {
    if (event.key === "Enter" && input.tagName === "TEXTAREA" && weekly.isNarrow()) return false;
    if (event.key === "Enter") enter(event, input);
    else if (event.key === "Escape") escape(input);
    else return plain(event) && !event.shiftKey && arrow(event, input);
    return true;
  }

  // portal.js opens the list elsewhere, and leaves every field alone.
  function help() {
    document.getElementById("shortcuts").showModal();
  }

  const writing = (target) => target.closest("textarea, input:not([inputmode]), select, [contenteditable]");

  function anywhere(event, input) {
    if (event.altKey && STEPS[event.key]) toUnfilled(input, STEPS[event.key]);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) weekly.submit();
    else if ((event.key === "?" || event.key === "？") && plain(event) && !writing(event.target)) help();
    else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const cell = event.target.closest("#weekly-grid [data-field]");
    const ours =
      anywhere(event, cell) ||
      (unchangedKey(event, cell) && grid.contains(event.target) && unchange(event)) ||
      (cell && inCell(event, cell));
    if (ours) event.preventDefault();
  });

  grid.addEventListener("click", (event) => {
    const button = event.target.closest("[data-unchanged]");
    if (button) weekly.unchange(rowOf(button));
  });
  const next = document.querySelector("[data-weekly-next]");
  if (next) {
    next.addEventListener("click", () => {
      const open = grid.querySelector("tr.open [data-field]");
      toUnfilled(open, 1);
    });
  }
  weekly.FIELDS = FIELDS;
})(window.weekly);
