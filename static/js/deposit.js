// Depositing, quicker: every step works without this file.
(() => {
  "use strict";
  const LARGE = 1_000_000; // bytes: below, the page is back before a bar would be of use
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/œ/gi, "oe").replace(/[’']/g, " ").toLowerCase();

  const start = (form) => {
    const find = (selector) => form.querySelector(selector);
    form.querySelectorAll("[data-without-script]").forEach((element) => { element.hidden = true; });
    typeSearch(find("[data-type-search]"), find("#id_type"), find("[data-type-count]"));
    titleProposal(find("#id_type"), find("#id_date_acte"), find("#id_titre"));
    dropZone(find("[data-drop]"), find("#id_fichiers"));
    form.addEventListener("submit", (event) => {
      const files = [...find("#id_fichiers").files];
      if (event.submitter?.name || files.reduce((sum, file) => sum + file.size, 0) < LARGE) return;
      event.preventDefault();
      send(form, find);
    });
  };

  // The list keeps what corresponds; the choice stays if it still does.
  const typeSearch = (field, select, count) => {
    if (!field || !select) return;
    const whole = select.cloneNode(true);
    field.addEventListener("input", () => {
      const wanted = fold(field.value).split(/\s+/).filter(Boolean);
      const chosen = select.value;
      const copy = whole.cloneNode(true);
      copy.querySelectorAll("option").forEach((option) => {
        if (option.value && !wanted.every((word) => fold(option.text).includes(word))) option.remove();
      });
      copy.querySelectorAll("optgroup").forEach((group) => { if (!group.children.length) group.remove(); });
      select.replaceChildren(...copy.childNodes);
      const kinds = new Set([...select.options].map((option) => option.value).filter(Boolean));
      select.value = kinds.has(chosen) ? chosen : kinds.size === 1 ? [...kinds][0] : "";
      count.textContent = wanted.length ? (kinds.size > 1 ? `${kinds.size} types correspondent` : kinds.size ? "Un type correspond, il est choisi" : "Aucun type ne correspond") : "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); select.focus(); } });
  };

  const titleProposal = (select, date, title) => {
    if (!select || !date || !title) return;
    const propose = () => {
      const label = select.value ? select.selectedOptions[0].text : "";
      title.placeholder = label && date.value ? `${label} du ${date.value}`.slice(0, 128) : "";
    };
    select.addEventListener("change", propose);
    date.addEventListener("input", propose);
    propose();
  };

  const size = (octets) => (octets < 1e6 ? `${Math.ceil(octets / 1e3)} Ko` : `${(octets / 1e6).toFixed(1).replace(".", ",")} Mo`);

  const dropZone = (zone, input) => {
    if (!zone || !input) return;
    zone.classList.add("drop");
    const words = document.createElement("p");
    words.className = "help";
    words.textContent = "Ou déposez les fichiers ici avec la souris.";
    const list = document.createElement("ul");
    list.className = "files";
    const told = document.createElement("div");
    told.setAttribute("role", "status");
    told.append(list);
    zone.append(words, told);
    const show = () => list.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li");
      line.textContent = `${file.name}, ${size(file.size)}`;
      return line;
    }));
    input.addEventListener("change", show);
    zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      const kept = new DataTransfer();
      [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1).forEach((file) => kept.items.add(file));
      input.files = kept.files;
      show();
    });
  };

  // Large files: a bar that says how far, and a way to stop.
  const send = (form, find) => {
    const panel = find("[data-progress]");
    const words = find("[data-progress-words]");
    const request = new XMLHttpRequest();
    const end = (sentence) => {
      panel.hidden = true;
      form.removeAttribute("aria-busy");
      if (sentence) { const note = document.getElementById("annonce"); if (note) note.textContent = sentence; }
    };
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    panel.hidden = false;
    request.upload.addEventListener("progress", (event) => {
      const part = Math.round((100 * event.loaded) / event.total);
      find("progress").value = part;
      words.textContent = part < 100 ? `${part} %` : "Contrôle des fichiers…";
    });
    request.addEventListener("load", () => {
      if (request.status >= 400) replaceMain(request.responseText);
      else window.location.assign(request.responseURL);
      end("");
    });
    request.addEventListener("error", () => end("L’envoi a échoué. Rien n’a été enregistré. Recommencez."));
    request.addEventListener("abort", () => end("Envoi annulé. Rien n’a été enregistré."));
    find("[data-cancel]").onclick = () => request.abort();
    request.open("POST", form.action);
    request.send(new FormData(form));
  };

  const replaceMain = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    document.title = page.title;
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    (document.querySelector("[data-focus]") ?? document.querySelector("main")).focus();
    document.querySelectorAll("form[data-deposit]").forEach(start);
  };

  document.querySelectorAll("form[data-deposit]").forEach(start);
})();
