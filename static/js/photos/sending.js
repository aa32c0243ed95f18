// Sends photos one by one, those that were kept from before too. The number that a photo got when it was
// chosen lets the server know one that it already has, so that sending again adds none. What becomes of
// each is told by the event "photo".
"use strict";

window.photoSending = (() => {
  const FIRST_WAIT_MS = 5000;
  const LONGEST_WAIT_MS = 60000;
  const TOO_LARGE = 413;
  const queue = [];
  const lost = [];
  let busy = false;
  let blocked = false;
  let wait = FIRST_WAIT_MS;
  let timer = 0;

  function tell(photo, state, detail = {}) {
    document.dispatchEvent(new CustomEvent("photo", { detail: { photo, state, ...detail } }));
  }

  function later(photo) {
    lost.push(photo);
    tell(photo, "lost");
    window.clearTimeout(timer);
    timer = window.setTimeout(again, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }

  function expired(photo, text) {
    blocked = true;
    lost.push(photo);
    tell(photo, "expired", { text });
  }

  // What a log-in page or a proxy answers is no JSON: it says nothing of the photo.
  function bodyOf(request) {
    try {
      return JSON.parse(request.responseText);
    } catch {
      return {};
    }
  }

  async function answered(photo, request) {
    const body = bodyOf(request);
    if (request.status === 200 && body.words) {
      await window.kept.drop(photo.id);
      wait = FIRST_WAIT_MS;
      tell(photo, "done", { body });
    } else if (request.status >= 500 || request.status === 429) later(photo);
    else if (request.status === TOO_LARGE) tell(photo, "refused", { text: "照片太大，请缩小后重新选择。" });
    else if (request.status === 401 || !body.message) expired(photo, body.message || "登录已过期，照片仍在。");
    else tell(photo, "refused", { text: body.message });
  }

  function send(photo) {
    const form = new FormData();
    form.append("id", photo.id);
    form.append("user", photo.user);
    form.append("photo", photo.blob, photo.name);
    const request = new XMLHttpRequest();
    request.open("POST", photo.url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) tell(photo, "sending", { part: Math.floor((event.loaded / event.total) * 100) });
    });
    return new Promise((finish) => {
      request.addEventListener("load", () => finish(answered(photo, request)));
      request.addEventListener("error", () => finish(later(photo)));
      request.send(form);
    });
  }

  async function pump() {
    if (busy || blocked || !queue.length) return;
    busy = true;
    const photo = queue.shift();
    tell(photo, "sending", { part: 0 });
    await send(photo);
    busy = false;
    pump();
  }

  function add(photos) {
    queue.push(...photos);
    pump();
  }

  function again() {
    window.clearTimeout(timer);
    blocked = false;
    lost.forEach((photo) => tell(photo, "waiting"));
    add(lost.splice(0));
  }

  // Takes back a photo; one that is on its way may arrive all the same.
  function cancel(photo) {
    for (const waiting of [queue, lost]) {
      if (waiting.includes(photo)) waiting.splice(waiting.indexOf(photo), 1);
    }
    return window.kept.drop(photo.id);
  }

  window.addEventListener("online", () => {
    wait = FIRST_WAIT_MS;
    again();
  });
  return { add, again, cancel };
})();
