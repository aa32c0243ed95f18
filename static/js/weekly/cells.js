// The weekly grid's cells: where each is, what its sign says, and what the page tells above the grid.
// The files of this folder share the name `weekly`; weekly_grid.html loads them in order.
"use strict";

window.weekly = (() => {
  const grid = document.getElementById("weekly-grid");
  if (!grid) return null;
  const alertBox = document.getElementById("weekly-alert");
  const savedBox = document.getElementById("weekly-saved");
  const STATES = {
    unsaved: ["●", "未保存"],
    saving: ["…", "保存中"],
    saved: ["✓", "已保存"],
    refused: ["!", ""],
    conflict: ["⇄", ""],
  };

  const rowOf = (input) => input.closest("tr");
  const idOf = (input) => `${rowOf(input).dataset.project}:${input.dataset.field}`;
  const inputOf = (id) => {
    const [project, field] = id.split(":");
    return grid.querySelector(`tr[data-project="${project}"] [data-field="${field}"]`);
  };
  const buttonOf = (id) => grid.querySelector(`tr[data-project="${id.split(":")[0]}"] [data-unchanged]`);

  function parts(input) {
    const holder = input.parentElement;
    let sign = holder.querySelector(".weekly-sign");
    let note = holder.querySelector(".weekly-note");
    if (!note) {
      sign = document.createElement("span");
      sign.setAttribute("aria-hidden", "true");
      note = document.createElement("span");
      note.id = `note-${idOf(input).replace(":", "-")}`;
      note.setAttribute("aria-live", "polite");
      holder.append(sign, note);
    }
    return { holder, sign, note };
  }

  // Shows a cell's state by frame and sign; what is wrong stands below it in words.
  function mark(input, state, text = "") {
    const { holder, sign, note } = parts(input);
    const [shown, said] = STATES[state] || ["", ""];
    const wrong = state === "refused" || state === "conflict";
    holder.classList.remove(...Object.keys(STATES));
    if (state) holder.classList.add(state);
    sign.className = "weekly-sign";
    sign.textContent = shown;
    note.className = wrong ? "weekly-note error" : "weekly-note unseen";
    note.textContent = text || said;
    if (wrong) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", note.id);
    } else {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
    return note;
  }

  function note(...content) {
    const made = document.createElement("p");
    made.className = "note note-warning";
    made.append(...content);
    return made;
  }

  // One thing at a time is told here; an empty text takes it away.
  function warn(text, ...actions) {
    const old = alertBox.querySelector("[data-warned]");
    if (old) old.remove();
    if (!text) return;
    const made = note(text, ...actions.flatMap((action) => [" ", action]));
    made.dataset.warned = "";
    alertBox.prepend(made);
  }

  // What has no cell on this page any more stays here until the person has read it.
  function stray(text, forget) {
    const made = note(text, " ");
    made.append(
      smallButton("知道了，不再保留", () => {
        made.remove();
        forget();
      }),
    );
    alertBox.append(made);
  }

  const everywhere = (name, act) => document.querySelectorAll(`[data-weekly-${name}]`).forEach(act);

  function count(unsaved) {
    const told = unsaved ? `${unsaved} 格未保存` : "全部已保存";
    savedBox.textContent = told;
    savedBox.dataset.unsaved = String(unsaved);
    everywhere("saved", (one) => (one.textContent = told));
    const filled = grid.querySelectorAll("tr[data-complete]").length;
    everywhere("filled", (one) => (one.textContent = String(filled)));
    everywhere("progress", (one) => (one.value = filled));
    weekly.retell();
  }

  const retell = () => {}; // cards.js has something to tell
  const weekly = { grid, alertBox, rowOf, idOf, inputOf, buttonOf, mark, note, warn, stray, count, retell };
  return weekly;
})();
