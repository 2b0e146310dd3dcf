// Progressive help only: every page works without this file.
(() => {
  "use strict";
  const main = document.getElementById("contenu");

  // After an error, reading starts at the summary.
  document.querySelector("[data-focus]")?.focus();

  // A form sent twice is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") form.dataset.sent = "yes";
  });

  // A page brought back by the browser after sign-out must show nothing: ask the server again.
  window.addEventListener("pageshow", (event) => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    if (event.persisted && document.body.classList.contains("signed-in")) {
      document.body.hidden = true;
      window.location.reload();
    }
  });

  // Filters apply by themselves; the button stays for those without scripts.
  document.querySelectorAll("form[data-auto] select, form[data-auto] input[type=checkbox]").forEach((field) => {
    field.addEventListener("change", () => field.form.requestSubmit());
  });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  // On paper, what is folded is printed open.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("article details:not([open])").forEach((d) => { d.open = true; d.dataset.opened = "print"; });
  });
  window.addEventListener("afterprint", () => {
    document.querySelectorAll("details[data-opened]").forEach((d) => { d.open = false; delete d.dataset.opened; });
  });

  // Single-key shortcuts, never inside a field.
  const rows = () => [...document.querySelectorAll(".docs .doc-title")];
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const now = all.indexOf(document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, now + step))]?.focus();
  };
  const follow = (selector) => document.querySelector(selector)?.click();
  const help = document.getElementById("raccourcis");
  const keys = {
    p: () => document.getElementById("recherche-patient")?.focus(),
    "/": () => document.getElementById("id_mots")?.focus(),
    j: () => (document.querySelector("[data-next]") ? follow("[data-next]") : move(1)),
    k: () => (document.querySelector("[data-previous]") ? follow("[data-previous]") : move(-1)),
    u: () => follow("[data-up]"),
    d: () => follow("[data-download]"),
    i: () => follow("[data-print]"),
    "?": () => help?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, select, textarea, [contenteditable], dialog")) return;
    const action = keys[event.key];
    if (action) { event.preventDefault(); action(); }
  });

  // Two minutes before the session ends: say so, and offer to stay.
  const { stay, idle } = document.body.dataset;
  const warning = document.getElementById("fin-de-session");
  if (stay && warning) {
    let timer;
    const arm = () => { clearTimeout(timer); timer = setTimeout(() => warning.showModal(), (Number(idle) - 120) * 1000); };
    arm();
    warning.addEventListener("close", async () => {
      const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
      const answer = await fetch(stay, { method: "POST", headers: { "X-CSRFToken": token } });
      if (answer.status === 204) arm(); else window.location.reload();
    });
  }
  main?.classList.add("ready");
})();
