// The big screen: a clock, and what to say when the portal does not answer. The last picture
// stays, with the time it was taken, and the next one comes by itself.
"use strict";

// The clock is the server's, moved on from the last picture: a screen may be set to another zone or time.
const screenStart = { at: 0, since: 0 };

function screenSets() {
  screenStart.at = Date.parse(`${document.querySelector("#screen [data-now]").dataset.now}Z`);
  screenStart.since = Date.now();
}

function screenClock() {
  const now = new Date(screenStart.at + Date.now() - screenStart.since);
  const two = (number) => String(number).padStart(2, "0");
  const day = "日一二三四五六"[now.getUTCDay()];
  document.getElementById("screen-clock").textContent =
    `${now.getUTCMonth() + 1}月${now.getUTCDate()}日 星期${day} ${two(now.getUTCHours())}:${two(now.getUTCMinutes())}`;
}

function screenSays(words, stale) {
  const state = document.getElementById("screen-state");
  state.textContent = words;
  state.classList.toggle("screen-stale", stale);
}

function screenTaken() {
  return document.querySelector("#screen [data-taken]").dataset.taken;
}

document.addEventListener("htmx:afterSwap", () => {
  screenSets();
  const { seconds } = document.getElementById("screen-state").dataset;
  screenSays(`${screenTaken()} 更新，画面每 ${seconds} 秒更新`, false);
});
["htmx:sendError", "htmx:timeout"].forEach((name) => {
  document.addEventListener(name, () => screenSays(`网络中断，画面为 ${screenTaken()} 的数据，正在重试`, true));
});
// A lost session would lead to the log-in page; the picture stays instead and says so.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { status } = event.detail.xhr;
  if (status < 400) return;
  event.preventDefault();
  const why = status === 401 ? "登录已失效，请重新登录" : `服务器没有答复（${status}），正在重试`;
  screenSays(`${why}，画面为 ${screenTaken()} 的数据`, true);
});

document.addEventListener("DOMContentLoaded", () => {
  screenSets();
  screenClock();
  window.setInterval(screenClock, 1000);
});
