// What this browser keeps until the server has it: photos here, in IndexedDB, and cells of the weekly grid
// in localStorage (weekly/drafts.js). Each belongs to one user, because several share a computer: nobody
// else sees or sends it, and it goes when its user logs out.
"use strict";

window.kept = (() => {
  const [NAME, STORE] = ["portal", "photos"];
  const MOST = 40; // photos of all users
  const MOST_BYTES = 200 * 1024 * 1024;
  const DAYS = 14; // how long those of other users are kept
  let opened = null;

  function open() {
    opened = opened || new Promise((found, failed) => {
      const request = window.indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
      request.onsuccess = () => found(request.result);
      request.onerror = () => failed(request.error);
    });
    return opened;
  }

  // Resolves when what `act` asked for is written, with its answer.
  async function inStore(mode, act) {
    const base = await open();
    return new Promise((done, failed) => {
      const work = base.transaction(STORE, mode);
      const request = act(work.objectStore(STORE));
      work.oncomplete = () => done(request && request.result);
      work.onabort = work.onerror = () => failed(work.error);
    });
  }

  const all = () => inStore("readonly", (store) => store.getAll());
  const drop = (id) => inStore("readwrite", (store) => store.delete(id)).catch(() => {});

  // Returns the photos of a user, oldest first, and clears away what others left long ago.
  async function mine(user) {
    const found = await all().catch(() => []);
    const old = Date.now() - DAYS * 86400000;
    found.filter((one) => one.user !== user && one.added < old).forEach((one) => drop(one.id));
    return found.filter((one) => one.user === user).sort((one, other) => one.added - other.added);
  }

  // Says whether the photo is kept; a full or forbidden store is no reason to stop a person.
  async function put(photo) {
    try {
      const others = (await all()).filter((one) => one.id !== photo.id);
      const bytes = others.reduce((sum, one) => sum + one.blob.size, photo.blob.size);
      if (others.length >= MOST || bytes > MOST_BYTES) return false;
      await inStore("readwrite", (store) => store.put(photo));
      return true;
    } catch {
      return false;
    }
  }

  function cells(user) {
    try {
      return Object.keys(window.localStorage).filter((key) => key.startsWith(`weekly:${user}:`));
    } catch {
      return [];
    }
  }

  async function forget(user) {
    await Promise.all((await mine(user)).map((one) => drop(one.id)));
    cells(user).forEach((key) => window.localStorage.removeItem(key));
  }

  // --- Logging out --------------------------------------------------------------------------------
  async function end(form) {
    try {
      await fetch(form.action, {
        method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual",
      });
    } catch {
      const detail = { text: "网络不通，没有退出，未发出的内容仍在。", kind: "error" };
      document.dispatchEvent(new CustomEvent("toast", { detail }));
      return;
    }
    await forget(form.dataset.logout);
    gone();
    if (window.weekly) window.weekly.leaving = true;
    window.location.assign(form.dataset.after);
  }

  const gone = () => sessionStorage.setItem("left", Date.now());

  async function leave(form) {
    const user = form.dataset.logout;
    const [photos, typed] = [(await mine(user)).length, cells(user).length];
    if (!photos && !typed) {
      gone();
      form.submit();
      return;
    }
    const what = [typed && `${typed}格周报`, photos && `${photos}张照片`].filter(Boolean).join("、");
    if (window.confirm(`还有${what}没有发出。退出登录会把它们从本机删除，不能恢复。确定退出？`)) await end(form);
  }

  // Browsers keep pages whole for their Back button, and clerks share computers: a page from before
  // the log-out is asked for anew.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted || Number(sessionStorage.getItem("left")) < performance.timeOrigin) return;
    document.documentElement.hidden = true;
    location.reload();
  });

  // Comes before the listener of portal.js, which would take the form for sent.
  document.addEventListener("submit", (event) => {
    if (!event.target.dataset.logout) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave(event.target);
  });

  const total = async () => (await all().catch(() => [])).length;
  return { mine, put, drop, total };
})();
