// The photos of one project's week: chosen here, each with its state, its retry and its removal.
"use strict";

(() => {
  const box = document.querySelector("[data-photos]");
  if (!box) return;
  const { user, project, url, login } = box.dataset;
  const list = document.querySelector("[data-photo-list]");
  const told = box.querySelector("[data-photo-count]");
  const items = new Map();
  const elsewhere = new Set();

  // crypto.randomUUID is missing where the portal is not served over HTTPS.
  function number() {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function count() {
    const waiting = [...items.values()].filter((one) => one.waiting);
    const loose = waiting.filter((one) => !one.kept).length;
    const lines = [];
    if (waiting.length) lines.push(`${waiting.length} 张待上传`);
    if (loose) lines.push(`其中 ${loose} 张本机放不下，传完前请不要关闭页面`);
    else if (waiting.length) lines.push("已留在本机，关闭页面也不会丢失");
    if (elsewhere.size) lines.push(`其他项目还有 ${elsewhere.size} 张待上传，正在一并补传`);
    told.textContent = lines.join("；");
  }

  function say(one, text, ...actions) {
    one.words.textContent = text;
    actions.forEach((action) => one.words.append(" ", action));
    count();
  }

  function show(photo, isKept) {
    const item = document.createElement("li");
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(photo.blob);
    picture.alt = photo.name;
    const words = document.createElement("p");
    words.className = "small";
    words.setAttribute("aria-live", "polite");
    item.append(picture, words);
    list.append(item);
    const one = { photo, item, picture, words, kept: isKept, waiting: true };
    items.set(photo.id, one);
    say(one, "待上传", removal(one));
  }

  async function remove(one) {
    await window.photoSending.cancel(one.photo);
    URL.revokeObjectURL(one.picture.src);
    items.delete(one.photo.id);
    one.item.remove();
    count();
    box.querySelector("input").focus();
  }
  const removal = (one) => smallButton("移除", () => remove(one));
  const retry = () => smallButton("重试", window.photoSending.again);

  function loginLink() {
    const link = document.createElement("a");
    link.href = `${login}?next=${encodeURIComponent(window.location.pathname)}`;
    link.target = "_blank";
    link.textContent = "在新窗口登录";
    return link;
  }

  // A photo whose first answer was lost may stand on the page already.
  function done(one, body) {
    one.waiting = false;
    const there = [...list.querySelectorAll("a")].some((link) => link.getAttribute("href") === body.url);
    if (there) one.item.remove();
    one.item.dataset.sent = "";
    say(one, `✓ 已上传，${body.words}`);
  }

  const STATES = {
    waiting: (one) => say(one, "待上传", removal(one)),
    sending: (one, { part }) => say(one, `… 上传中 ${part}%`),
    lost: (one) => say(one, "! 待上传：没有传到，联网后自动重试。", retry(), removal(one)),
    expired: (one, { text }) => say(one, `! 待上传：${text}`, loginLink(), retry(), removal(one)),
    refused: (one, { text }) => {
      one.waiting = false;
      say(one, `! ${text}`, removal(one));
    },
    done: (one, { body }) => done(one, body),
  };

  document.addEventListener("photo", (event) => {
    const { photo, state } = event.detail;
    const one = items.get(photo.id);
    if (one) STATES[state](one, event.detail);
    else if (state === "done" || state === "refused") {
      elsewhere.delete(photo.id);
      count();
    }
  });

  async function choose(files) {
    for (const file of files) {
      const photo = {
        id: number(), user, project, url, page: window.location.pathname, name: file.name, blob: file,
        label: box.dataset.name, added: Date.now(),
      };
      show(photo, await window.kept.put(photo));
      window.photoSending.add([photo]);
    }
  }

  box.addEventListener("change", (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    choose(files);
  });
  window.addEventListener("beforeunload", (event) => {
    if (![...items.values()].some((one) => one.waiting && !one.kept)) return;
    event.preventDefault();
    event.returnValue = "";
  });

  async function resume() {
    const photos = await window.kept.mine(user);
    photos.forEach((photo) => (photo.project === project ? show(photo, true) : elsewhere.add(photo.id)));
    count();
    window.photoSending.add(photos);
    box.hidden = false;
  }
  resume();
})();
