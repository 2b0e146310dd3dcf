// Progressive help only: every page works without this file.
(() => {
  "use strict";
  const body = document.body;
  const signedIn = body.classList.contains("signed-in");
  const find = (selector) => document.querySelector(selector);
  const stored = (storage) => ({ // storage may be refused: nothing is then remembered
    get: (name) => { try { return storage.getItem(name); } catch { return null; } },
    set: (name, value) => { try { storage.setItem(name, value); } catch { /* nothing to remember */ } },
  });

  // After an error, reading starts at the summary.
  find("[data-focus]")?.focus();

  // A form sent twice is sent once. After ten seconds without a new page, it may be tried again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    setTimeout(release, 10000, form);
  });
  const release = (form) => { delete form.dataset.sent; form.removeAttribute("aria-busy"); };

  // A page that is left hides itself; brought back by the browser after sign-out, it asks the server again.
  window.addEventListener("pagehide", () => { if (signedIn) body.hidden = true; });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && signedIn) window.location.reload();
    else document.querySelectorAll("form[data-sent]").forEach(release);
  });

  // Where htmx updates the list in place, filters apply by themselves; elsewhere the button does.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form && window.htmx && event.target.matches("select, input[type=checkbox]")) form.requestSubmit();
  });
  document.addEventListener("htmx:afterSettle", () => {
    const words = find("#liste [role=status]");
    if (words) find("#annonce").textContent = words.textContent;
  });

  // Selection: how many rows are ticked, and all of them at once.
  const boxes = () => [...document.querySelectorAll(".doc-pick input")];
  const countSelected = () => {
    const count = boxes().filter((box) => box.checked).length;
    const words = count ? `${count}\u00a0document${count > 1 ? "s" : ""} sélectionné${count > 1 ? "s" : ""}` : "";
    document.querySelectorAll("[data-selected]").forEach((place) => { place.textContent = words; });
  };
  document.addEventListener("change", (event) => { if (event.target.closest(".doc-pick")) countSelected(); });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-select-all]")) return;
    event.preventDefault();
    const all = boxes();
    const every = all.every((box) => box.checked);
    all.forEach((box) => { box.checked = !every; });
    countSelected();
  });
  document.addEventListener("htmx:afterSettle", countSelected);
  countSelected();

  // Panels: Escape or a click elsewhere closes them; the focus goes back to what opened them.
  const closeMenus = (kept) => document.querySelectorAll(".menu[open], .patient-more[open]").forEach((menu) => {
    if (menu.contains(kept)) return;
    if (!kept || menu.contains(document.activeElement)) menu.firstElementChild.focus();
    menu.open = false;
  });
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("focusin", (event) => closeMenus(event.target));
  const opener = find(".find-open");
  opener?.addEventListener("click", () => setTimeout(() => find("#recherche-patient")?.focus()));

  // On paper, what is folded is printed open.
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("main details:not([open], .filters)").forEach((fold) => { fold.open = true; fold.dataset.opened = ""; });
  });
  window.addEventListener("afterprint", () => {
    document.querySelectorAll("details[data-opened]").forEach((fold) => { fold.open = false; delete fold.dataset.opened; });
  });

  // Rows of a list: a document, or a line of a table with something to open.
  const shown = (element) => element.checkVisibility();
  const openerOf = (row) => row.querySelector(".doc-title") ?? row.querySelector("a, button");
  const ROWS = "main .docs > li, main .cards tbody tr";
  const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => openerOf(row) && shown(row));
  const rowOf = (element) => rows().indexOf(element?.closest(ROWS));
  const toRow = (rank) => {
    const all = rows();
    const row = all[Math.max(0, Math.min(all.length - 1, rank))];
    if (row) openerOf(row).focus();
    return row;
  };

  // Back from a document to its row; after a row is removed, to the one that took its place, or to the heading.
  const place = stored(sessionStorage);
  const shortened = () => { // rows of the list that may lose some: the one whose heading says so, or all
    const list = find("main [data-heading]")?.closest("section") ?? find("main");
    return rows().filter((row) => list.contains(row));
  };
  document.addEventListener("click", (event) => {
    const rank = shortened().indexOf(event.target.closest(ROWS));
    if (rank >= 0) place.set("ligne", `${rank} ${window.location.pathname}`);
  }, true);
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-removes]")) place.set("retirée", "oui"); });
  if (place.get("retirée")) {
    place.set("retirée", "");
    const [rank, path] = (place.get("ligne") ?? "").split(" ");
    if (path === window.location.pathname) {
      const left = shortened();
      const heading = find("main [data-heading]") ?? find("main h1");
      if (!left.length) heading.tabIndex = -1;
      (left.length ? openerOf(left[Math.min(left.length - 1, Number(rank))]) : heading).focus();
    }
  }
  window.addEventListener("load", () => { // once the browser has gone to the row by itself, which takes the focus away
    const rank = rowOf(document.getElementById(window.location.hash.slice(1)));
    if (rank >= 0) toRow(rank);
  });

  // Single keys (PS 2): an element that bears `data-key` is pressed by that key, or takes the focus when it is a field.
  // Never inside a field, never with a modifier, never for what writes; off when the account says so (WCAG 2.1.4).
  const press = (key, repeated) => {
    const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
    const target = all.find(shown) ?? all.find((one) => one.closest("details:not([open])"));
    if (!target || repeated) return Boolean(target);
    if (!target.matches("input")) { target.click(); return true; }
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.focus();
    target.select();
    return true;
  };
  // Digits follow the tabs of a record, in their order.
  document.querySelectorAll(".tabs a").forEach((tab, rank) => { tab.dataset.key = String(rank + 1); });
  const current = find(".tabs [aria-current]"); // the tabs scroll sideways where they do not all fit
  if (current) current.parentElement.scrollLeft = current.offsetLeft - current.parentElement.offsetLeft - 48;
  const inARow = () => find("[data-key=j], [data-key=k]"); // at either end of a reading in a row, nothing moves
  const help = find("#raccourcis");
  const own = {
    "?": () => {
      help.querySelectorAll("[data-when]").forEach((line) => { line.hidden = !find(line.dataset.when); });
      help.showModal();
    },
    j: () => !inARow() && toRow(rowOf(document.activeElement) + 1),
    k: () => !inARow() && toRow(rowOf(document.activeElement) - 1),
    x: () => rows()[rowOf(document.activeElement)]?.querySelector(".doc-pick input")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !find("dialog[open]")) {
      if (event.target.id === "recherche-patient" && opener && shown(opener)) opener.focus();
      closeMenus(null);
    }
    if (!("keys" in body.dataset) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable], dialog") || find("dialog[open]")) return;
    if (press(event.key, event.repeat) || (Object.hasOwn(own, event.key) && own[event.key]() !== false)) event.preventDefault();
  });

  // From the field of the search in a record, the arrow down leads to what was found.
  find("#recherche-dossier")?.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && toRow(0)) event.preventDefault();
  });

  // An emergency: the time left is said at 10, 5 and 2 minutes, offered to be extended at the last, then it is over.
  const mode = find(".mode[data-seconds-left]");
  if (mode) {
    const ends = Date.now() + Number(mode.dataset.secondsLeft) * 1000;
    const ending = find(".mode-ending");
    const at = (minutes, act) => {
      const wait = ends - minutes * 60000 - Date.now();
      if (wait > 0) setTimeout(act, wait);
    };
    const say = (minutes) => { find("#annonce").textContent = `${mode.getAttribute("aria-label")} : fin dans ${minutes} minutes.`; };
    at(10, () => say(10));
    at(5, () => say(5));
    at(2, () => { say(2); if (!find("dialog[open]")) ending.showModal(); });
    setTimeout(() => { body.hidden = true; window.location.replace(window.location.href.split("#")[0]); }, ends - Date.now() + 1000);
  }

  // Two minutes before the session ends: say so, and offer to stay. Pages of the same session tell one another.
  const { stay, idleSeconds } = body.dataset;
  const warning = find("#fin-de-session");
  if (!stay || !warning) return;
  const memory = stored(localStorage);
  const idle = Number(idleSeconds) * 1000;
  const notice = Math.min(120000, idle / 2);
  let timer;
  const seen = () => { memory.set("vu", String(Date.now())); watch(); };
  const left = () => idle - (Date.now() - Math.max(loaded, Number(memory.get("vu")) || 0));
  const loaded = Date.now();
  const watch = () => {
    clearTimeout(timer);
    const rest = left();
    if (rest <= 0) { body.hidden = true; window.location.replace(window.location.href.split("#")[0]); return; }
    if (rest > notice && warning.open) warning.close("ailleurs");
    if (rest <= notice && !warning.open) { warning.returnValue = ""; warning.showModal(); }
    timer = setTimeout(watch, rest > notice ? rest - notice : rest);
  };
  warning.addEventListener("close", async () => {
    if (warning.returnValue === "ailleurs") return;
    const token = find("[name=csrfmiddlewaretoken]")?.value ?? "";
    const answer = await fetch(stay, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" }).catch(() => null);
    if (answer?.status === 204) seen(); else window.location.reload();
  });
  window.addEventListener("storage", (event) => { if (event.key === "vu") watch(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) watch(); });
  document.addEventListener("htmx:afterRequest", seen);
  seen();
})();
