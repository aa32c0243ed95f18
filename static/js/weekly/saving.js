// Saving, cell by cell: one request at a time, tried again when the connection is back.
"use strict";

((weekly) => {
  if (!weekly) return;
  const { grid, drafts, rowOf, idOf, inputOf, buttonOf, mark, warn } = weekly;
  const { week, user, cell: cellUrl, noChange: noChangeUrl, login: loginUrl } = grid.dataset;
  const TYPING_MS = 800;
  const FIRST_WAIT_MS = 2000;
  const LONGEST_WAIT_MS = 30000;
  const OFFLINE =
    "网络不通，内容已留在本机，恢复后自动保存。断网时只检查数字格式；与上周比较、实际开工日期、他人是否同时修改，联网后再检查。";
  const queue = new Set();
  const timers = new Map();
  let busy = false;
  let blocked = false;
  let offline = false;
  let wait = FIRST_WAIT_MS;
  let retry = 0;

  const count = () => weekly.count(drafts.size);

  function hold(input) {
    const seen = input.dataset.seen;
    drafts.put(idOf(input), { value: input.value, seen, label: input.getAttribute("aria-label") });
    mark(input, "unsaved");
  }

  function typed(input) {
    const id = idOf(input);
    if (input.value === input.dataset.seen && !queue.has(id)) {
      drafts.drop(id);
      mark(input, "");
    } else hold(input);
    count();
    window.clearTimeout(timers.get(id));
    timers.set(id, window.setTimeout(() => commit(input), TYPING_MS));
  }

  function commit(input) {
    const id = idOf(input);
    window.clearTimeout(timers.get(id));
    timers.delete(id);
    if (!drafts.has(id) || input.dataset.refused === input.value) return;
    delete input.dataset.refused;
    queue.add(id);
    if (offline) checkHere(input);
    pump();
  }

  function commitAll() {
    [...timers.keys()].forEach((id) => commit(inputOf(id)));
  }

  function checkHere(input) {
    const wrong = weekly.check(input.dataset.field, input.value);
    mark(input, wrong ? "refused" : "unsaved", wrong);
  }

  async function send(url, fields) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch", Accept: "application/json" },
      body: new URLSearchParams({ week, user, ...fields }),
      credentials: "same-origin",
    });
    if (answer.status >= 500) throw new Error(String(answer.status));
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return { status: json ? answer.status : 401, body: json ? await answer.json() : {} };
  }

  // What to send for a draft: the cell as it stands now, or the draft alone where its cell is not
  // on this page.
  function parcel(id) {
    const [project, field] = id.split(":");
    if (field === "no_change") return { input: null, url: noChangeUrl, fields: { project } };
    const input = inputOf(id);
    const { value, seen } = input ? { value: input.value, seen: input.dataset.seen } : drafts.get(id);
    return { input, url: cellUrl, fields: { project, field, value, seen: seen || "" } };
  }

  async function pump() {
    if (busy || blocked || !queue.size) return;
    const [id] = queue;
    if (!drafts.has(id)) {
      queue.delete(id);
      pump();
      return;
    }
    const { input, url, fields } = parcel(id);
    busy = true;
    if (input) mark(input, "saving");
    let answer;
    try {
      answer = await send(url, fields);
    } catch {
      busy = false;
      lost();
      return;
    }
    busy = false;
    if (answer.status === 401) {
      expired(input, answer.body);
      return;
    }
    if (offline) warn("");
    offline = false;
    wait = FIRST_WAIT_MS;
    queue.delete(id);
    settle(id, input, fields.value, answer);
    count();
    pump();
  }

  function lost() {
    offline = true;
    queue.forEach((id) => {
      const input = inputOf(id);
      if (input) checkHere(input);
    });
    warn(OFFLINE);
    window.clearTimeout(retry);
    retry = window.setTimeout(pump, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    count();
  }

  function expired(input, body) {
    if (input) mark(input, "unsaved");
    blocked = true;
    const link = document.createElement("a");
    link.href = `${loginUrl}?next=${encodeURIComponent(window.location.pathname + window.location.search)}`;
    link.textContent = "重新登录";
    link.addEventListener("click", () => {
      weekly.leaving = true;
    });
    warn(body.field === "user" ? body.message : "登录已过期，已保留未保存内容。", link);
    count();
  }

  function settle(id, input, value, answer) {
    const { status, body } = answer;
    if (id.endsWith(":no_change")) unchanged(id, answer);
    else if (!input) elsewhere(id, answer);
    else if (status === 200) saved(input, id, value, body);
    else if (status === 409) weekly.conflict(input, id, body);
    else {
      input.dataset.refused = value;
      mark(input, "refused", body.message);
    }
  }

  function saved(input, id, value, body) {
    const shown = body.shown[input.dataset.field];
    input.dataset.seen = shown;
    if (input.value === value) {
      drafts.drop(id);
      if (document.activeElement !== input) input.value = shown;
      mark(input, "saved");
    } else hold(input);
    follow(rowOf(input), body);
  }

  function elsewhere(id, { status, body }) {
    const { label, value } = drafts.get(id);
    if (status === 200) drafts.drop(id);
    else {
      weekly.stray(`没有存上：${label || ""}“${value}”。${body.message}`, () => {
        drafts.drop(id);
        count();
      });
    }
  }

  // Shows what the server says of the whole row.
  function follow(row, body) {
    row.toggleAttribute("data-complete", body.complete);
    const state = row.querySelector("[data-state]");
    state.textContent = body.complete ? "填报中" : "未填";
    state.className = `badge badge-${body.complete ? "neutral" : "muted"}`;
    row.querySelector("[data-warnings]").textContent = body.warnings.join(" ");
    row.querySelector("[data-unchanged]").setAttribute("aria-pressed", String(body.no_change));
    const reason = row.querySelector(".weekly-reason");
    reason.hidden = !body.needs_reason && !reason.querySelector("input").value;
  }

  function unchange(row) {
    const id = `${row.dataset.project}:no_change`;
    row.querySelectorAll("[data-field]").forEach((input) => commit(input));
    drafts.put(id, { value: "1", label: `${row.dataset.name} 本周无变化` });
    queue.add(id);
    count();
    pump();
  }

  function unchanged(id, { status, body }) {
    const button = buttonOf(id);
    if (!button) {
      elsewhere(id, { status, body });
      return;
    }
    drafts.drop(id);
    const row = rowOf(button);
    if (status !== 200) {
      row.querySelector("[data-warnings]").textContent = body.message;
      return;
    }
    row.querySelectorAll("[data-field]").forEach((input) => {
      if (drafts.has(idOf(input))) return;
      const shown = body.shown[input.dataset.field];
      if (input.value !== shown) mark(input, "saved");
      input.value = input.dataset.seen = shown;
    });
    follow(row, body);
  }

  function again() {
    blocked = false;
    wait = FIRST_WAIT_MS;
    if (!queue.size) return;
    warn("");
    pump();
  }
  window.addEventListener("online", again);
  window.addEventListener("offline", () => {
    offline = true;
    warn(OFFLINE);
  });
  window.addEventListener("focus", () => {
    if (blocked) again();
  });

  // Resolves when nothing waits any more, or after ten seconds.
  async function settled() {
    commitAll();
    for (let tries = 0; tries < 100 && queue.size && !blocked; tries += 1) {
      await new Promise((done) => window.setTimeout(done, 100));
    }
  }

  Object.assign(weekly, { typed, commit, commitAll, unchange, settled, hold, refresh: count });
  weekly.resume = (ids) => {
    ids.forEach((id) => queue.add(id));
    if (queue.size) count();
    pump();
  };
})(window.weekly);
