// Progressive help on the reading page: what will be read next is drawn on the server while this one is read.
(() => {
  "use strict";
  const next = document.querySelector("[data-prepare]");
  if (!next) return;
  const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 200));
  idle(() => fetch(next.dataset.prepare, { credentials: "same-origin" }).catch(() => null));
})();
