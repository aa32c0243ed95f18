// What every page does: tidy filter addresses, close menus, one submit per form, lost sessions.
"use strict";

// What other scripts share: the token of what they send themselves, and a button that they draw.
function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}
function smallButton(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-small";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

// A filter asks once: leaving a field whose letters were sent already asks nothing new.
function narrowing(pairs) {
  const kept = [...pairs].filter(([name, value]) => value !== "" && !["page", "sort", "export"].includes(name));
  return new URLSearchParams(kept.sort()).toString();
}

document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters, triggeringEvent } = event.detail;
  if (!elt.matches("form.filters")) return;
  const here = new URLSearchParams(window.location.search);
  const asked = narrowing(Object.keys(parameters).flatMap((name) => [].concat(parameters[name]).map((value) => [name, value])));
  if (triggeringEvent && triggeringEvent.type !== "submit" && asked === narrowing(here)) {
    event.preventDefault();
    return;
  }
  if (here.get("sort")) parameters.sort = here.get("sort");
  for (const name of Object.keys(parameters)) {
    if (parameters[name] === "") delete parameters[name];
  }
});

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  const said = {
    401: "登录已过期，请在新窗口登录后再操作，本页内容仍在。",
    403: "没有权限做这项操作。",
    404: "这条记录不存在，或已不在您的范围内。",
    409: "他人刚改过这条记录，请刷新后再改。",
    429: "操作太频繁，请稍后再试。",
  };
  document.dispatchEvent(
    new CustomEvent("toast", {
      detail: { text: said[status] || `服务器没有完成这项操作（${status}），请稍后再试。`, kind: "error" },
    }),
  );
});

document.addEventListener("htmx:sendError", () => {
  document.dispatchEvent(
    new CustomEvent("toast", { detail: { text: "网络不通，操作没有送达，请稍后再试。", kind: "error" } }),
  );
});

// On a phone the tabs scroll sideways: the one of this page is in sight.
document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
  const row = tab.closest("ul");
  row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
});

// A menu closes when the person goes elsewhere or presses Escape.
const menus = "details.account, details.burger";
document.addEventListener("click", (event) => {
  document.querySelectorAll(menus).forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll(menus).forEach((menu) => {
    if (!menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// A form is sent once. Forms that answer with a file say data-download and stay usable.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.dataset.download !== undefined || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-busy", "true"));
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
});

// Refused forms bring the person to the first field to mend.
document.addEventListener("DOMContentLoaded", () => {
  const wrong = document.querySelector("main [aria-invalid=true]");
  if (wrong) wrong.focus();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// The server opens the groups of the menu that a person left open, so that nothing moves on arrival.
document.addEventListener("click", (event) => {
  const summary = event.target.closest(".menu summary");
  if (!summary) return;
  const menu = summary.closest(".menu");
  const group = summary.parentElement;
  const kept = new Set(menu.dataset.kept.split(".").filter(Boolean));
  if (group.open) kept.delete(group.dataset.group);
  else kept.add(group.dataset.group);
  const chosen = [...kept].join(".");
  document.querySelectorAll(".menu").forEach((each) => (each.dataset.kept = chosen));
  document.cookie = `menu=${chosen};path=/;max-age=31536000;samesite=lax`;
});

// "/" goes to the search box and "?" lists the keys of the page, wherever nothing is being typed.
function toSearch() {
  const box = [...document.querySelectorAll("#search, .head-find")].find((each) => each.offsetParent);
  if (box) box.focus();
  return Boolean(box);
}
function listKeys() {
  const dialog = document.getElementById("shortcuts");
  if (!dialog || document.querySelector("dialog[open]")) return false;
  dialog.showModal();
  return true;
}
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  const does = { "/": toSearch, "?": listKeys, "？": listKeys }[event.key];
  if (does && does()) event.preventDefault();
});

// The dialog of keys begins with those of the page: what stands in an element with data-shortcuts.
document.addEventListener("DOMContentLoaded", () => {
  const body = document.querySelector("#shortcuts .dialog-body");
  if (!body) return;
  document.querySelectorAll("main [data-shortcuts]").forEach((list) => {
    const heading = document.createElement("h3");
    heading.textContent = list.dataset.shortcuts;
    body.prepend(heading, list.cloneNode(true));
  });
});
