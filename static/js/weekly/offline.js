// On the page that stands in for the grid without a connection: how many cells wait here, by week.
// Their contents are not shown, because others may sit at this computer.
"use strict";

(() => {
  const list = document.querySelector("[data-weekly-kept]");
  const weeks = {};
  try {
    Object.keys(window.localStorage)
      .filter((key) => key.startsWith("weekly:"))
      .forEach((key) => {
        const monday = key.split(":")[2];
        weeks[monday] = (weeks[monday] || 0) + 1;
      });
  } catch {
    return;
  }
  Object.entries(weeks)
    .sort()
    .forEach(([monday, cells]) => {
      const line = document.createElement("li");
      line.textContent = `${monday} 那一周：${cells} 格没有发出`;
      list.append(line);
    });
  window.addEventListener("online", () => window.location.reload());
})();
