// The weekly grid: keyboard, paste, and saving cell by cell. What is typed is kept in this browser
// until the server has it, so that a lost connection or an expired session loses nothing.
"use strict";

(() => {
  const grid = document.getElementById("weekly-grid");
  if (!grid) return;
  const { week, user, cell: cellUrl, noChange: noChangeUrl, login: loginUrl } = grid.dataset;
  const storeKey = `weekly:${user}:${week}`;
  const ORDER = ["percent", "invested", "workers", "progress_note", "next_plan", "problem", "help_needed"];
  const TYPING_MS = 800;
  const LONGEST_WAIT_MS = 30000;
  const alertBox = document.getElementById("weekly-alert");
  const savedBox = document.getElementById("weekly-saved");
  const queue = new Map();
  const timers = new Map();
  let busy = false;
  let blocked = false;
  let wait = 2000;
  let retry = 0;

  // --- Drafts in this browser ---------------------------------------------------------------
  const drafts = (() => {
    try {
      return JSON.parse(window.localStorage.getItem(storeKey)) || {};
    } catch {
      return {};
    }
  })();
  function keep() {
    try {
      if (Object.keys(drafts).length) window.localStorage.setItem(storeKey, JSON.stringify(drafts));
      else window.localStorage.removeItem(storeKey);
    } catch {
      warn("本机浏览器不能保存草稿，请不要在未保存时关闭页面。");
    }
  }

  // --- Cells ----------------------------------------------------------------------------------
  const rowOf = (input) => input.closest("tr");
  const idOf = (input) => `${rowOf(input).dataset.project}:${input.dataset.field}`;
  const inputOf = (project, field) =>
    grid.querySelector(`tr[data-project="${project}"] [data-field="${field}"]`);
  const find = (id) => inputOf(...id.split(":"));

  function mark(input, state, text = "") {
    const holder = input.parentElement;
    holder.classList.remove("unsaved", "saving", "saved", "refused");
    if (state) holder.classList.add(state);
    let note = holder.querySelector(".weekly-note");
    if (!note) {
      note = document.createElement("span");
      note.id = `note-${idOf(input).replace(":", "-")}`;
      note.setAttribute("aria-live", "polite");
      holder.append(note);
    }
    note.className = state === "refused" ? "weekly-note error" : "weekly-note";
    note.textContent = text;
    if (state === "refused") {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", note.id);
    } else {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
    return note;
  }

  function warn(text, action) {
    alertBox.textContent = "";
    if (!text) return;
    const note = document.createElement("p");
    note.className = "note note-warning";
    note.textContent = text;
    if (action) {
      note.append(" ");
      note.append(action);
    }
    alertBox.append(note);
  }

  function count() {
    const unsaved = Object.keys(drafts).length;
    savedBox.textContent = unsaved ? `${unsaved} 格未保存` : "全部已保存";
    savedBox.dataset.unsaved = String(unsaved);
    const filled = grid.querySelectorAll("tr[data-complete]").length;
    document.getElementById("weekly-filled").textContent = String(filled);
    document.getElementById("weekly-progress").value = filled;
  }

  // --- Saving ---------------------------------------------------------------------------------
  function typed(input) {
    const id = idOf(input);
    if (input.value === input.dataset.seen && !queue.has(id)) {
      delete drafts[id];
      mark(input, "");
    } else {
      drafts[id] = { value: input.value, seen: input.dataset.seen };
      mark(input, "unsaved", "未保存");
    }
    keep();
    count();
    window.clearTimeout(timers.get(id));
    timers.set(id, window.setTimeout(() => commit(input), TYPING_MS));
  }

  function commit(input) {
    const id = idOf(input);
    window.clearTimeout(timers.get(id));
    timers.delete(id);
    if (!(id in drafts) || input.dataset.refused === input.value) return;
    delete input.dataset.refused;
    queue.set(id, true);
    pump();
  }

  function commitAll() {
    [...timers.keys()].forEach((id) => commit(find(id)));
  }

  function token() {
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return cookie ? cookie[1] : JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  }

  async function send(url, fields) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch", Accept: "application/json" },
      body: new URLSearchParams({ week, ...fields }),
      credentials: "same-origin",
    });
    if (answer.status >= 500) throw new Error(String(answer.status));
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return { status: json ? answer.status : 401, body: json ? await answer.json() : {} };
  }

  async function pump() {
    if (busy || blocked || !queue.size) return;
    const id = queue.keys().next().value;
    const [project, field] = id.split(":");
    const unchanged = field === "no_change";
    const input = unchanged ? grid.querySelector(`tr[data-project="${project}"] [data-unchanged]`) : find(id);
    if (!input || (!unchanged && !(id in drafts))) {
      queue.delete(id);
      pump();
      return;
    }
    busy = true;
    const value = input.value;
    if (!unchanged) mark(input, "saving", "保存中");
    let answer;
    try {
      const fields = unchanged ? { project } : { project, field, value, seen: input.dataset.seen };
      answer = await send(unchanged ? noChangeUrl : cellUrl, fields);
    } catch {
      busy = false;
      lost(unchanged ? null : input);
      return;
    }
    busy = false;
    if (answer.status === 401) {
      expired(unchanged ? null : input);
      return;
    }
    if (wait > 2000) warn("");
    wait = 2000;
    queue.delete(id);
    if (unchanged) {
      delete drafts[id];
      markedUnchanged(input, answer);
    } else settle(input, id, value, answer);
    keep();
    count();
    pump();
  }

  function lost(input) {
    if (input) mark(input, "unsaved", "未保存");
    warn("网络不通，内容已留在本机，恢复后自动保存。");
    window.clearTimeout(retry);
    retry = window.setTimeout(pump, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    count();
  }

  function expired(input) {
    if (input) mark(input, "unsaved", "未保存");
    blocked = true;
    const link = document.createElement("a");
    link.href = `${loginUrl}?next=${encodeURIComponent(window.location.pathname + window.location.search)}`;
    link.textContent = "重新登录";
    warn("登录已过期，已保留未保存内容。", link);
    count();
  }

  function settle(input, id, value, { status, body }) {
    if (status === 200) {
      saved(input, id, value, body);
    } else if (status === 409) {
      conflict(input, id, body);
    } else {
      input.dataset.refused = value;
      mark(input, "refused", body.message);
    }
  }

  function saved(input, id, value, body) {
    const shown = body.shown[input.dataset.field];
    input.dataset.seen = shown;
    if (input.value === value) {
      delete drafts[id];
      if (document.activeElement !== input) input.value = shown;
      mark(input, "saved", "已保存");
    } else {
      drafts[id] = { value: input.value, seen: shown };
      mark(input, "unsaved", "未保存");
    }
    follow(rowOf(input), body);
  }

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

  function conflict(input, id, body) {
    const note = mark(input, "refused", `${body.message} `);
    input.dataset.refused = input.value;
    const choose = (text, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small";
      button.textContent = text;
      button.addEventListener("click", () => {
        input.dataset.seen = body.other;
        delete input.dataset.refused;
        act();
        input.focus();
      });
      note.append(button);
    };
    choose("保留对方", () => {
      input.value = body.other;
      delete drafts[id];
      keep();
      mark(input, "saved", "已保留对方的值");
      count();
    });
    choose("用我的覆盖", () => {
      drafts[id] = { value: input.value, seen: body.other };
      keep();
      commit(input);
    });
  }

  function markedUnchanged(button, { status, body }) {
    const row = rowOf(button);
    if (status !== 200) {
      row.querySelector("[data-warnings]").textContent = body.message;
      return;
    }
    row.querySelectorAll("[data-field]").forEach((input) => {
      if (idOf(input) in drafts) return;
      const shown = body.shown[input.dataset.field];
      if (input.value !== shown) mark(input, "saved", "已保存");
      input.value = input.dataset.seen = shown;
    });
    follow(row, body);
  }

  // --- Keyboard, paste ------------------------------------------------------------------------
  function move(input, step) {
    let row = rowOf(input);
    do row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    while (row && !row.querySelector("[data-field]"));
    const next = row && row.querySelector(`[data-field="${input.dataset.field}"]`);
    if (!next || next.closest("[hidden]")) return;
    next.focus();
    next.select();
  }

  function atEdge(input, step) {
    if (input.tagName === "INPUT") return true;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    return whole || (step > 0 ? input.selectionEnd === input.value.length : input.selectionStart === 0);
  }

  function unchange(row) {
    const id = `${row.dataset.project}:no_change`;
    row.querySelectorAll("[data-field]").forEach((input) => commit(input));
    drafts[id] = { value: "1" };
    keep();
    queue.set(id, true);
    count();
    pump();
  }

  grid.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr");
    if (event.altKey && event.code === "KeyN" && row && row.querySelector("[data-unchanged]")) {
      event.preventDefault();
      unchange(row);
      return;
    }
    const input = event.target.closest("[data-field]");
    if (!input || event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.altKey && input.tagName === "TEXTAREA") {
        input.setRangeText("\n", input.selectionStart, input.selectionEnd, "end");
        typed(input);
      } else {
        commit(input);
        move(input, event.shiftKey ? -1 : 1);
      }
    } else if (event.key === "Escape") {
      input.value = input.dataset.seen;
      delete input.dataset.refused;
      typed(input);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (!atEdge(input, step)) return;
      event.preventDefault();
      move(input, step);
    }
  });

  // Excel puts cells with line breaks or tabs in quotes and doubles the quotes inside.
  function table(text) {
    const rows = [[]];
    const pattern = /"((?:[^"]|"")*)"(?=\t|\n|$)|([^\t\n]*)/y;
    const clean = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    let at = 0;
    while (at <= clean.length) {
      pattern.lastIndex = at;
      const found = pattern.exec(clean);
      rows[rows.length - 1].push(found[1] === undefined ? found[2] : found[1].replace(/""/g, '"'));
      at = pattern.lastIndex;
      if (at >= clean.length) break;
      if (clean[at] === "\n") rows.push([]);
      at += 1;
    }
    return rows;
  }

  grid.addEventListener("paste", (event) => {
    const input = event.target.closest("[data-field]");
    const text = event.clipboardData.getData("text/plain");
    if (!input || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const first = ORDER.indexOf(input.dataset.field);
    let row = rowOf(input);
    let skipped = 0;
    for (const line of table(text)) {
      if (!row) {
        skipped += line.length;
        continue;
      }
      line.forEach((value, n) => {
        const target = first < 0 ? null : row.querySelector(`[data-field="${ORDER[first + n]}"]`);
        if (!target) {
          skipped += 1;
          return;
        }
        target.value = value;
        delete target.dataset.refused;
        typed(target);
        commit(target);
      });
      row = row.nextElementSibling;
    }
    if (skipped) warn(`有 ${skipped} 格没有粘贴：超出表格，或该项目已提交不能再改。`);
  });

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
    if (!(idOf(input) in drafts)) input.value = input.dataset.seen;
  });
  grid.addEventListener("click", (event) => {
    const button = event.target.closest("[data-unchanged]");
    if (button) unchange(rowOf(button));
  });

  // --- Connection, submission, clock ------------------------------------------------------------
  function again() {
    blocked = false;
    wait = 2000;
    if (!queue.size) return;
    warn("");
    pump();
  }
  window.addEventListener("online", again);
  window.addEventListener("offline", () => warn("网络不通，内容已留在本机，恢复后自动保存。"));
  window.addEventListener("focus", () => {
    if (blocked) again();
  });

  const submit = document.getElementById("weekly-submit");
  if (submit) {
    submit.addEventListener("click", async (event) => {
      event.preventDefault();
      commitAll();
      for (let tries = 0; tries < 100 && queue.size && !blocked; tries += 1) {
        await new Promise((done) => window.setTimeout(done, 100));
      }
      const unsaved = Object.keys(drafts).length;
      if (unsaved) {
        warn(`还有 ${unsaved} 格没有保存，请按各格提示改好后再提交。`);
        return;
      }
      let answer;
      try {
        answer = await fetch(submit.href, { headers: { "X-Requested-With": "fetch" } });
      } catch {
        warn("网络不通，恢复后再提交。");
        return;
      }
      if (!answer.ok || answer.redirected) {
        window.location.assign(submit.href);
        return;
      }
      document.getElementById("weekly-dialog-body").innerHTML = await answer.text();
      document.getElementById("weekly-dialog").showModal();
    });
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

  // --- Start: what the server shows, then what this browser still holds ---------------------------
  // Somebody may type before this script has come: `early` is theirs and wins over an older draft.
  const early = new Set();
  grid.querySelectorAll("[data-field]").forEach((input) => {
    input.dataset.seen = input.defaultValue;
    if (input.value !== input.defaultValue) early.add(input);
  });
  const homeless = [];
  for (const [id, draft] of Object.entries(drafts)) {
    const [project, field] = id.split(":");
    if (field === "no_change") {
      queue.set(id, true);
      continue;
    }
    const input = inputOf(project, field);
    if (!input) {
      homeless.push(draft.value);
      delete drafts[id];
    } else if (early.has(input)) {
      continue;
    } else if (draft.value === input.value) {
      delete drafts[id];
    } else {
      if (draft.seen !== undefined) input.dataset.seen = draft.seen;
      input.value = draft.value;
      if (input.dataset.field === "fall_reason") input.parentElement.hidden = false;
      mark(input, "unsaved", "未保存");
      queue.set(id, true);
    }
  }
  if (homeless.length) warn(`以下内容没有存上，所在项目已提交或不在本页：${homeless.join("；")}`);
  early.forEach(typed);
  keep();
  if (queue.size) count();
  pump();
  grid.dataset.ready = "";
})();
