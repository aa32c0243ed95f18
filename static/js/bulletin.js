// The bulletin's form: a click on a field's name puts it where the cursor was last.
"use strict";

let lastWords = null;

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-words] textarea, [data-words] input[type=text]")) lastWords = event.target;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const target = lastWords || document.querySelector("[data-words] textarea");
  target.setRangeText(`{${button.dataset.insert}}`, target.selectionStart, target.selectionEnd, "end");
  target.focus();
  target.dispatchEvent(new Event("input", { bubbles: true }));
});
