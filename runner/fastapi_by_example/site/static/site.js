// Shared by all pages: the theme, tabs, copying, keyboard shortcuts, and the filter of the matrix.
"use strict";

const root = document.documentElement;
const say = (text) => { document.querySelector("[data-status]").textContent = text; };

// The theme follows the system until the reader chooses one.
const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
const toggle = document.querySelector(".theme");
const showTheme = () => toggle.setAttribute("aria-pressed", String(isDark()));
toggle.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch {} // then it only applies to this page
  showTheme();
});
system.addEventListener("change", showTheme);
showTheme();

// "/" focuses the search, unless the reader is typing.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const search = document.querySelector("[data-search]");
  search.focus();
  search.select();
});

// Left and right go to the previous and next concept, unless the focused element uses these keys.
document.addEventListener("keydown", (event) => {
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (!rel || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], [role=tab], pre, .scroll")) return;
  document.querySelector(`.pager [rel=${rel}]`)?.click();
});

// The header and docstring of a script are folded, but copied with the rest.
for (const button of document.querySelectorAll(".unfold")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const whole = button.closest(".files").classList.toggle("whole");
    button.setAttribute("aria-pressed", String(whole));
  });
}

// Copy the exact text of the file.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
for (const button of document.querySelectorAll(".copy")) {
  const label = button.firstChild;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copy(button.closest(".file").querySelector("code").textContent);
    label.data = done ? "Copied" : "Select and copy by hand";
    say(done ? "Copied" : "Copying failed: select the text and copy it by hand");
    setTimeout(() => { label.data = "Copy"; }, 2000);
  });
}

// Tabs. Without this script, the files are listed one below the other.
for (const group of document.querySelectorAll("[data-tabs]")) {
  const panels = [...group.querySelectorAll(".file")];
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", group.dataset.tabs);
  const tabs = panels.map((panel) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `tab-${panel.id}`;
    tab.textContent = panel.querySelector("h2").textContent;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.querySelector("h2").hidden = true;
    list.append(tab);
    return tab;
  });
  const choose = (number) => tabs.forEach((tab, other) => {
    tab.setAttribute("aria-selected", String(other === number));
    tab.tabIndex = other === number ? 0 : -1;
    panels[other].hidden = other !== number;
  });
  const fromAddress = () => panels.findIndex((panel) => `#${panel.id}` === location.hash);
  const keep = (number) => {
    choose(number);
    history.replaceState(null, "", `#${panels[number].id}`);
  };
  tabs.forEach((tab, number) => tab.addEventListener("click", () => keep(number)));
  list.addEventListener("keydown", (event) => {
    const now = tabs.indexOf(document.activeElement);
    const last = tabs.length - 1;
    const next = { ArrowRight: now === last ? 0 : now + 1, ArrowLeft: now ? now - 1 : last, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    keep(next);
    tabs[next].focus();
  });
  addEventListener("hashchange", () => { if (fromAddress() >= 0) choose(fromAddress()); });
  group.classList.add("tabbed");
  group.prepend(list);
  choose(Math.max(0, fromAddress()));
}

// The filter of the matrix, with its state in the address.
const filter = document.querySelector("[data-filter]");
if (filter) {
  const bodies = [...document.querySelectorAll("[data-matrix] tbody")];
  const apply = () => {
    const { table, open } = filter.elements;
    let count = 0;
    for (const body of bodies) {
      const rows = [...body.rows].slice(1);
      for (const row of rows) {
        row.hidden = open.checked && [...row.cells].slice(1).every((cell) => cell.classList.contains("passes"));
      }
      body.hidden = (table.value && table.value !== body.dataset.table) || rows.every((row) => row.hidden);
      if (!body.hidden) count += rows.filter((row) => !row.hidden).length;
    }
    filter.querySelector("output").textContent = count === 1 ? "1 concept" : `${count} concepts`;
  };
  filter.hidden = false;
  filter.elements.table.value = /^#table-(\d+)$/.exec(location.hash)?.[1] ?? "";
  filter.addEventListener("input", () => {
    const table = filter.elements.table.value;
    history.replaceState(null, "", table ? `#table-${table}` : "#matrix");
    apply();
  });
  filter.addEventListener("submit", (event) => event.preventDefault());
  apply();
  if (filter.elements.table.value) filter.scrollIntoView();
}
