// On the weekly grid: photos that were kept from before go up, and a line says how many are left and where.
"use strict";

(() => {
  const line = document.querySelector("[data-photos-waiting]");
  if (!line) return;
  const left = new Map();

  function tell(text = "") {
    const pages = new Map([...left.values()].map((photo) => [photo.page, photo.label]));
    line.textContent = left.size ? `照片待上传 ${left.size} 张${text}：` : "照片已全部上传";
    pages.forEach((label, page) => {
      const link = document.createElement("a");
      link.href = page;
      link.textContent = label;
      line.append(" ", link);
    });
    line.hidden = false;
  }

  document.addEventListener("photo", (event) => {
    const { photo, state } = event.detail;
    if (state === "done") left.delete(photo.id);
    if (state !== "sending") tell({ lost: "，联网后自动重试", refused: "，未通过检查", expired: "，请重新登录" }[state]);
  });

  window.kept.mine(line.dataset.user).then((photos) => {
    photos.forEach((photo) => left.set(photo.id, photo));
    if (photos.length) tell();
    window.photoSending.add(photos);
  });
})();
