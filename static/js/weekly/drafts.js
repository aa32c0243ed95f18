// Drafts: what was typed stays in this browser until the server has it, one entry per cell, so that
// two tabs, a closed tab, a lost connection or an expired session lose nothing.
"use strict";

((weekly) => {
  if (!weekly) return;
  const { user, week } = weekly.grid.dataset;
  const mine = `weekly:${user}:`;
  const here = `${mine}${week}:`;
  const held = new Map();
  let complained = false;

  function inStore(act) {
    try {
      return act(window.localStorage);
    } catch {
      if (!complained) weekly.warn("本机浏览器不能保存草稿，请不要在未保存时关闭页面。");
      complained = true;
      return undefined;
    }
  }
  const keys = () => inStore((store) => Object.keys(store).filter((key) => key.startsWith(mine))) || [];

  keys()
    .filter((key) => key.startsWith(here))
    .forEach((key) => {
      const draft = inStore((store) => JSON.parse(store.getItem(key)));
      if (draft) held.set(key.slice(here.length), draft);
    });

  weekly.drafts = {
    get size() {
      return held.size;
    },
    has: (id) => held.has(id),
    get: (id) => held.get(id),
    all: () => [...held],
    put(id, draft) {
      held.set(id, draft);
      inStore((store) => store.setItem(here + id, JSON.stringify(draft)));
    },
    drop(id) {
      if (held.delete(id)) inStore((store) => store.removeItem(here + id));
    },
    // Mondays of other weeks that still have drafts, with how many.
    otherWeeks() {
      const found = {};
      keys()
        .filter((key) => !key.startsWith(here))
        .forEach((key) => {
          const monday = key.split(":")[2];
          found[monday] = (found[monday] || 0) + 1;
        });
      return Object.entries(found).sort();
    },
  };
})(window.weekly);
