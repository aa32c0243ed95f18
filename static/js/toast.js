// Short notices: an HTMX answer with `HX-Trigger: {"toast": {"text": …, "kind": …}}`, or a
// "toast" event from other scripts. They stay in the messages region that screen readers follow.
"use strict";

document.addEventListener("toast", (event) => {
  const region = document.getElementById("messages");
  if (!region) return;
  const { text, kind = "success" } = event.detail;
  const note = document.createElement("p");
  note.className = `note note-${kind} note-floating`;
  note.textContent = text;
  region.append(note);
  const limit = kind === "error" ? 12000 : 5000;
  window.setTimeout(() => note.remove(), limit);
});
