// Photos from a phone, sent one by one: each shows its state and is sent again on its own. The number
// a photo gets here lets the server know one that it already has.
"use strict";

(() => {
  const box = document.querySelector("[data-photos]");
  if (!box) return;
  const list = document.querySelector("[data-photo-list]");
  const told = box.querySelector("[data-photo-count]");
  const queue = [];
  let busy = false;
  let blocked = false;

  // crypto.randomUUID is missing where the portal is not served over HTTPS.
  function number() {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function token() {
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return cookie ? cookie[1] : JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  }

  function count() {
    const waiting = list.querySelectorAll("[data-waiting]").length;
    told.textContent = waiting ? `${waiting} 张未传完，请不要关闭页面` : "";
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-small";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function say(photo, text, ...actions) {
    photo.words.textContent = text;
    actions.forEach((action) => photo.words.append(" ", action));
    count();
  }

  function add(file) {
    const item = document.createElement("li");
    item.dataset.waiting = "";
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = file.name;
    const words = document.createElement("p");
    words.className = "small";
    words.setAttribute("aria-live", "polite");
    item.append(picture, words);
    list.append(item);
    const photo = { file, item, picture, words, id: number() };
    say(photo, "等待上传");
    queue.push(photo);
  }

  function again(photo) {
    say(photo, "等待上传");
    if (!queue.includes(photo)) queue.push(photo);
    blocked = false;
    pump();
  }

  function remove(photo) {
    URL.revokeObjectURL(photo.picture.src);
    photo.item.remove();
    count();
  }

  function done(photo, body) {
    delete photo.item.dataset.waiting;
    photo.item.dataset.sent = "";
    say(photo, `✓ 已上传，${body.words}`);
  }

  function loginLink() {
    const link = document.createElement("a");
    link.href = `${box.dataset.login}?next=${encodeURIComponent(window.location.pathname)}`;
    link.target = "_blank";
    link.textContent = "在新窗口登录";
    return link;
  }

  function answered(photo, request) {
    const json = (request.getResponseHeader("Content-Type") || "").startsWith("application/json");
    const body = json ? JSON.parse(request.responseText) : {};
    if (request.status === 200 && json) done(photo, body);
    else if (request.status >= 500) lost(photo);
    else if (request.status === 401 || !json) {
      blocked = true;
      say(photo, "登录已过期，照片仍在。", loginLink(), button("重试", () => again(photo)));
    } else {
      say(photo, `! ${body.message}`, button("移除", () => remove(photo)));
      delete photo.item.dataset.waiting;
      count();
    }
  }

  function lost(photo) {
    say(photo, "! 没有传到，联网后自动重试。", button("重试", () => again(photo)));
    photo.lost = true;
  }

  function send(photo) {
    const form = new FormData();
    form.append("id", photo.id);
    form.append("photo", photo.file, photo.file.name);
    const request = new XMLHttpRequest();
    request.open("POST", box.dataset.url);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) say(photo, `… 上传中 ${Math.floor((event.loaded / event.total) * 100)}%`);
    });
    return new Promise((finish) => {
      request.addEventListener("load", () => finish(answered(photo, request)));
      request.addEventListener("error", () => finish(lost(photo)));
      request.send(form);
    });
  }

  async function pump() {
    if (busy || blocked || !queue.length) return;
    busy = true;
    const photo = queue.shift();
    photo.lost = false;
    waiting.add(photo);
    say(photo, "… 上传中");
    await send(photo);
    if (photo.item.dataset.waiting === undefined) waiting.delete(photo);
    busy = false;
    pump();
  }
  const waiting = new Set();

  box.addEventListener("change", (event) => {
    [...event.target.files].forEach(add);
    event.target.value = "";
    pump();
  });
  window.addEventListener("online", () => waiting.forEach((photo) => photo.lost && again(photo)));
  window.addEventListener("beforeunload", (event) => {
    if (!list.querySelector("[data-waiting]")) return;
    event.preventDefault();
    event.returnValue = "";
  });
  box.hidden = false;
})();
