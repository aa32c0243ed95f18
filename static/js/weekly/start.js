// The grid begins: what the server shows, then what this browser still holds; submission; leaving.
"use strict";

((weekly) => {
  if (!weekly) return;
  const { grid, drafts, idOf, inputOf, mark, warn, typed, commit } = weekly;

  grid.addEventListener("input", (event) => {
    const input = event.target.closest("[data-field]");
    if (input) typed(input);
  });
  grid.addEventListener("change", (event) => {
    const input = event.target.closest("[data-field]");
    if (input) commit(input);
  });
  grid.addEventListener("focusout", (event) => {
    const input = event.target.closest("[data-field]");
    if (!input) return;
    commit(input);
    if (!drafts.has(idOf(input))) input.value = input.dataset.seen;
    input.scrollTop = 0;
  });

  // --- Submission -----------------------------------------------------------------------------
  const links = [...document.querySelectorAll("[data-weekly-submit]")];
  const [link] = links;
  weekly.submit = async () => {
    if (!link) return;
    await weekly.settled();
    if (drafts.size) {
      warn(`还有 ${drafts.size} 格没有保存，请按各格提示改好后再提交。`);
      return;
    }
    let answer;
    try {
      answer = await fetch(link.href, { headers: { "X-Requested-With": "fetch" } });
    } catch {
      warn("网络不通，恢复后再提交。");
      return;
    }
    if (!answer.ok || answer.redirected) {
      window.location.assign(link.href);
      return;
    }
    const body = document.getElementById("weekly-dialog-body");
    body.innerHTML = await answer.text();
    document.getElementById("weekly-dialog").showModal();
    const button = body.querySelector("button[type=submit], a");
    if (button) button.focus();
  };
  links.forEach((each) =>
    each.addEventListener("click", (event) => {
      event.preventDefault();
      weekly.submit();
    }),
  );

  // --- Leaving, and the clock -------------------------------------------------------------------
  window.addEventListener("beforeunload", (event) => {
    if (!drafts.size || weekly.leaving) return;
    event.preventDefault();
    event.returnValue = "";
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") weekly.commitAll();
  });

  // Keeps a page for opening the grid without a connection (HTTPS and localhost only).
  if ("serviceWorker" in navigator) {
    window.addEventListener("load", () => navigator.serviceWorker.register(grid.dataset.worker).catch(() => {}));
  }

  const left = document.getElementById("weekly-left");
  if (left) {
    const until = Date.now() + Number(left.dataset.seconds) * 1000;
    window.setInterval(() => {
      const minutes = Math.max(0, Math.floor((until - Date.now()) / 60000));
      const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
      left.textContent = days ? `${days}天${hours}小时` : `${hours ? `${hours}小时` : ""}${minutes % 60}分钟`;
    }, 30000);
  }

  // --- Start ------------------------------------------------------------------------------------
  // Somebody may type before this script has come: `early` is theirs and wins over an older draft.
  const early = new Set();
  grid.querySelectorAll("[data-field]").forEach((input) => {
    input.dataset.seen = input.defaultValue;
    if (input.value !== input.defaultValue) early.add(input);
  });

  // Puts a draft back into its cell; returns whether it is still to be sent.
  function restore(id, draft) {
    const input = inputOf(id);
    if (!input) return true;
    if (early.has(input)) return false;
    if (draft.value === input.value) {
      drafts.drop(id);
      return false;
    }
    if (draft.seen !== undefined) input.dataset.seen = draft.seen;
    input.value = draft.value;
    if (input.dataset.field === "fall_reason") input.parentElement.hidden = false;
    mark(input, "unsaved");
    return true;
  }

  function otherWeeks() {
    drafts.otherWeeks().forEach(([monday, cells]) => {
      const go = document.createElement("a");
      go.href = `?week=${monday}`;
      go.textContent = "打开该周";
      weekly.alertBox.append(weekly.note(`${monday} 那一周还有 ${cells} 格留在本机，没有保存。`, go));
    });
  }

  const waiting = drafts.all().filter(([id, draft]) => restore(id, draft));
  early.forEach(typed);
  otherWeeks();
  weekly.resume(waiting.map(([id]) => id));
  weekly.retell();
  grid.dataset.ready = "";
})(window.weekly);
