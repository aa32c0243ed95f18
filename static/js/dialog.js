// Native dialogs: data-dialog-open="id" opens, data-dialog-close closes, so does a click outside.
"use strict";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialogOpen);
    if (dialog && !dialog.open) dialog.showModal();
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) {
    closer.closest("dialog").close();
    return;
  }
  if (event.target instanceof HTMLDialogElement) {
    const box = event.target.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && !event.target.querySelector("textarea, input[type=text]")) event.target.close();
  }
});

// A refused action comes back with its dialog open, filled as it was typed.
document.addEventListener("DOMContentLoaded", () => {
  const refused = document.querySelector("dialog[data-reopen]");
  if (refused && !refused.open) refused.showModal();
});
