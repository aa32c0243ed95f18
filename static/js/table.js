// Tables: one that fits its frame needs no scrolling frame, so its heading can follow the page; one to
// type in prints what was typed, where a field would print its first line.
"use strict";

function frameTables() {
  document.querySelectorAll(".table-wrap").forEach((frame) => {
    frame.classList.remove("fits");
    const fits = frame.scrollWidth <= frame.clientWidth;
    frame.classList.toggle("fits", fits);
    if (fits) frame.removeAttribute("tabindex");
    else frame.setAttribute("tabindex", "0");
  });
}

document.addEventListener("DOMContentLoaded", frameTables);
document.addEventListener("htmx:afterSettle", frameTables);
window.addEventListener("resize", frameTables);

function wordsOf(field) {
  return field.tagName === "SELECT" ? [...field.selectedOptions].map((one) => one.text).join("、") : field.value;
}

window.addEventListener("beforeprint", () => {
  document.querySelectorAll(".table-edit td").forEach((cell) => {
    const field = cell.querySelector(":scope > input[type=text], :scope > input[type=date], :scope > select, :scope > textarea");
    if (field) cell.dataset.printed = wordsOf(field);
  });
});
