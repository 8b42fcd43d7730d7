// The search on every page. It works offline, from a local file, and ranks as `fastapi-by-example search` does.
"use strict";

(() => {
  const root = document.documentElement.dataset.root ?? "";
  const input = document.querySelector("[data-search]");
  const results = document.querySelector("[data-results]");
  const list = results.querySelector("ol");
  const count = results.querySelector("[data-count]");
  const tables = document.querySelector("[data-tables]"); // only on the start page, which shows more hits than the others
  const most = tables ? 30 : 7;
  let index = null;

  function load() {
    if (document.querySelector("#search-index")) return;
    const script = document.createElement("script");
    script.id = "search-index";
    script.src = `${root}search-index.js`;
    script.addEventListener("load", () => {
      index = window.exampleSearch.prepared(window.searchIndex);
      window.searchIndex = index;
      show();
    });
    script.addEventListener("error", () => { count.textContent = "The search index could not be loaded."; });
    document.head.append(script);
  }

  function element(name, className, ...content) {
    const made = document.createElement(name);
    made.className = className;
    made.append(...content);
    return made;
  }
  // The text with its matching words marked, as nodes: nothing from the index is ever read as HTML.
  function marked(text, wanted) {
    const known = (word) => wanted.some(({ matches }) => (matches.get(word) ?? 0) >= 0.5);
    return text.split(/([\p{L}\p{N}_]+)/u).map((part, number) => {
      const hit = number % 2 && window.exampleSearch.wordsOf(part).some(known);
      return hit ? element("mark", "", part) : part;
    });
  }
  // A sentence with text in backticks as code.
  const sentence = (text, wanted) => text.split("`").flatMap((part, number) =>
    (number % 2 ? element("code", "", ...marked(part, wanted)) : marked(part, wanted)));
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  function item(entry, wanted) {
    const helps = window.exampleSearch.excerpt(entry, wanted);
    const link = element("a", "", element("strong", "", ...marked(entry.title, wanted)), " ",
      element("span", "where", entry.table), element("span", "what", ...sentence(capital(entry.summary), wanted)));
    if (entry.prose.includes(helps)) link.append(element("span", "helps", ...sentence(helps, wanted)));
    else if (helps !== entry.summary) link.append(element("code", "helps", ...marked(helps, wanted)));
    link.href = root + entry.address;
    return element("li", "", link);
  }

  function show() {
    const query = input.value.trim();
    results.hidden = !query;
    if (tables) tables.hidden = Boolean(query);
    document.body.classList.toggle("searching", Boolean(query && tables));
    list.replaceChildren();
    if (!query) return;
    load();
    if (!index) { count.textContent = "Loading …"; return; }
    const hits = window.exampleSearch.rank(index, query);
    const wanted = window.exampleSearch.wantedWords(index, query);
    list.append(...hits.slice(0, most).map(([number]) => item(index.entries[number], wanted)));
    count.textContent = hits.length === 1 ? "1 concept" : hits.length ? `${hits.length} concepts` : "No concept matches these words.";
    if (hits.length > most && tables) count.textContent += `, showing the best ${most}`;
    if (hits.length > most && !tables) {
      const all = element("a", "all", `All ${hits.length} concepts`);
      all.href = `${root}index.html#q=${encodeURIComponent(query)}`;
      list.append(element("li", "", all));
    }
  }

  // On the start page the query is part of the address, so that a search can be bookmarked and shared.
  function asked() {
    const hash = /^#q=(.*)$/.exec(location.hash);
    if (!hash) return new URLSearchParams(location.search).get("q") ?? "";
    try { return decodeURIComponent(hash[1]); } catch { return hash[1]; }
  }
  function keep() {
    if (!tables) return;
    const query = input.value.trim();
    const base = location.protocol === "file:" ? "" : location.pathname;
    history.replaceState(null, "", `${base}#${query ? `q=${encodeURIComponent(query)}` : ""}`);
  }

  input.addEventListener("focus", load);
  input.addEventListener("input", () => { keep(); show(); });
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  document.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const now = links.indexOf(document.activeElement);
    if (now < 0 && document.activeElement !== input) return;
    if (event.key === "Escape") {
      event.preventDefault();
      if (now < 0) input.value = "";
      input.focus();
      keep();
      show();
    } else if (links.length && /^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      const next = now + (event.key === "ArrowDown" ? 1 : -1);
      (next < 0 ? input : links[Math.min(next, links.length - 1)]).focus();
    }
  });
  if (!tables) {
    document.addEventListener("click", (event) => { if (!event.target.closest(".search, [data-results]")) results.hidden = true; });
    input.addEventListener("focus", show);
    return;
  }
  addEventListener("hashchange", () => {
    if (!location.hash.startsWith("#q=") && !input.value) return;
    input.value = asked();
    show();
  });
  input.value = asked();
  if (input.value) show();
})();
