// On a phone the grid is a list of cards: one is open, the others tell their figures on a line. The
// rows, their cells and their saving are the same as on a desk; narrow widths alone show these things.
"use strict";

((weekly) => {
  if (!weekly) return;
  const { grid, rowOf } = weekly;
  const narrow = window.matchMedia("(max-width: 760px)");
  const rows = () => [...grid.querySelectorAll("tbody tr")];
  const opener = (row) => row.querySelector("[data-weekly-open]");
  const none = document.querySelector("[data-weekly-none]");
  const shows = [...document.querySelectorAll("[data-weekly-show]")];
  const lacksReason = (row) => {
    const holder = row.querySelector(".weekly-reason:not([hidden])");
    return Boolean(holder) && !holder.querySelector("input").value.trim();
  };
  const SORTS = {
    all: () => true,
    unfilled: (row) => !row.hasAttribute("data-complete") && Boolean(row.querySelector("[data-field]")),
    filled: (row) => row.hasAttribute("data-complete"),
    wrong: (row) => Boolean(row.querySelector(".refused, .conflict")) || lacksReason(row),
    returned: (row) => row.hasAttribute("data-returned"),
  };
  const NOTHING = {
    unfilled: "都已填好，可以提交审核。",
    filled: "还没有填好的项目。",
    wrong: "没有有误的项目。",
    returned: "没有退回的项目。",
  };
  let shown = "all";

  // --- One card open ------------------------------------------------------------------------------
  function set(row, open) {
    row.classList.toggle("open", open);
    const button = opener(row);
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", `${row.dataset.name} ${open ? "收起" : "展开"}`);
    row.querySelectorAll("textarea").forEach((words) => {
      words.style.minHeight = open && words.value ? `${words.scrollHeight + 2}px` : "";
    });
  }

  // The head that was touched stays under the thumb while the card above it closes.
  function toggle(row, open) {
    const before = row.getBoundingClientRect().top;
    rows().forEach((each) => {
      if (each === row ? each.classList.contains("open") !== open : each.classList.contains("open")) {
        set(each, each === row && open);
      }
    });
    window.scrollBy(0, row.getBoundingClientRect().top - before);
    narrowed();
  }

  // Called before a cell is gone to: shows it, as a card at the top of the screen.
  weekly.reveal = (row) => {
    if (!narrow.matches || row.classList.contains("open")) return;
    toggle(row, true);
    row.scrollIntoView({ block: "start" });
  };

  weekly.isNarrow = () => narrow.matches;

  // --- What the cards tell --------------------------------------------------------------------------
  function trouble(row) {
    const wrong = row.querySelectorAll(".refused, .conflict").length;
    const unsaved = row.querySelectorAll(".unsaved, .saving").length;
    if (wrong) return [`! ${wrong} 格有误`, "error"];
    if (lacksReason(row)) return ["! 未写下降原因", "error"];
    return unsaved ? [`● ${unsaved} 格未保存`, "waiting"] : ["", ""];
  }

  function brief(row) {
    row.querySelectorAll("[data-brief]").forEach((told) => {
      const input = row.querySelector(`[data-field="${told.dataset.brief}"]`);
      if (input) told.textContent = input.value || "—";
    });
    const [text, kind] = trouble(row);
    const told = row.querySelector("[data-trouble]");
    told.textContent = text;
    told.className = kind;
  }

  // --- Which cards are shown --------------------------------------------------------------------------
  function narrowed() {
    const all = rows();
    const belongs = (row) => SORTS[shown](row) || (shown !== "all" && row.classList.contains("open"));
    all.forEach((row) => row.classList.toggle("left-out", !belongs(row)));
    none.hidden = all.some(belongs);
    none.textContent = none.hidden ? "" : NOTHING[shown];
    shows.forEach((button) => {
      const name = button.dataset.weeklyShow;
      const found = all.filter(SORTS[name]).length;
      button.querySelector("[data-weekly-count]").textContent = String(found);
      button.hidden = name === "returned" && !found;
    });
  }

  weekly.retell = () => {
    if (!narrow.matches) return;
    rows().forEach(brief);
    narrowed();
  };

  shows.forEach((button) =>
    button.addEventListener("click", () => {
      shown = button.dataset.weeklyShow;
      shows.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
      rows().forEach((row) => set(row, false));
      narrowed();
    }),
  );
  grid.addEventListener("click", (event) => {
    const button = event.target.closest("[data-weekly-open]");
    if (button) toggle(rowOf(button), !rowOf(button).classList.contains("open"));
  });
  rows().forEach((row) => (opener(row).hidden = false));
  grid.querySelectorAll("input[data-field]").forEach((input) => (input.enterKeyHint = "next"));
  document.querySelectorAll(".weekly-show, .weekly-dock").forEach((bar) => bar.classList.add("ready"));
  narrow.addEventListener("change", () => {
    rows().forEach((row) => set(row, false));
    weekly.retell();
  });
})(window.weekly);
