// On the page that stands in for the grid without a connection: how many cells wait here, by week, and how
// many photos. Their contents are not shown, because others may sit at this computer.
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
  function tell(text) {
    const line = document.createElement("li");
    line.textContent = text;
    list.append(line);
  }
  Object.entries(weeks)
    .sort()
    .forEach(([monday, cells]) => tell(`${monday} 那一周：${cells} 格没有发出`));
  window.kept.total().then((photos) => {
    if (photos) tell(`现场照片：${photos} 张没有发出`);
  });

  // The browser may believe itself connected before the server can be reached: ask it.
  const PAUSE_MS = 3000;
  async function open() {
    try {
      const answer = await fetch(list.dataset.probe, { cache: "no-store" });
      if (answer.ok) window.location.reload();
    } catch {
      // still away
    }
  }
  window.addEventListener("online", open);
  window.setInterval(open, PAUSE_MS);
})();
