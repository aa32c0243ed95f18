// Tables: one that fits its frame needs no scrolling frame, so its heading can follow the page.
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
