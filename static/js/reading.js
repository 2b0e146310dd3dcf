// Progressive help on the reading page.
(() => {
  "use strict";
  // What will be read next is drawn on the server while this one is read.
  const next = document.querySelector("[data-prepare]");
  const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 200));
  if (next) idle(() => fetch(next.dataset.prepare, { credentials: "same-origin" }).catch(() => null));

  // « Copier la référence », where the browser lets a page write to the clipboard.
  const copy = document.querySelector("[data-copy]");
  if (!copy || !navigator.clipboard) return;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const said = document.querySelector("#annonce");
    try {
      await navigator.clipboard.writeText(copy.dataset.copy);
      copy.textContent = "Référence copiée";
      said.textContent = "Référence copiée";
    } catch {
      said.textContent = "La référence n’a pas pu être copiée.";
    }
  });
})();
