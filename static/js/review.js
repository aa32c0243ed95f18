// Review page: the dialog says how many entries pass and how many are left out.
"use strict";

document.addEventListener("change", (event) => {
  if (event.target.name !== "except") return;
  const excepted = document.querySelectorAll("input[name=except]:checked").length;
  const accepted = document.querySelector("[data-accepted]");
  accepted.textContent = String(Number(accepted.dataset.total) - Number(accepted.dataset.own) - excepted);
  document.querySelector("[data-excepted]").textContent = String(excepted);
});
