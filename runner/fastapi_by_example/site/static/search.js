// The search of the start page: it works from a disk, offline, and ranks as `fastapi-by-example search` does.
"use strict";

(() => {
  // The weight of a match by its place; a whole word counts double.
  const WEIGHTS = [12, 10, 8, 4, 6, 3, 2, 1];
  const MOST = 30;
  const input = document.querySelector("#q");
  const results = document.querySelector("[data-results]");
  const tables = document.querySelector("[data-tables]");
  const list = results.querySelector("ol");
  const count = results.querySelector("[data-count]");
  let entries = null;

  function load() {
    if (document.querySelector("#search-index")) return;
    const script = document.createElement("script");
    script.id = "search-index";
    script.src = "search-index.js";
    script.addEventListener("load", () => {
      entries = window.searchIndex.map(([address, slug, title, summary, table, api, text, code, proves]) => ({
        address, slug, title, summary, table, code,
        places: [`${slug} ${slug.replaceAll("_", " ")}`, title, summary, table, api, text, code, proves]
          .map((place) => place.toLowerCase()),
      }));
      show();
    });
    script.addEventListener("error", () => { count.textContent = "The search index could not be loaded."; });
    document.head.append(script);
  }

  const inside = (character) => character !== undefined && /[a-z0-9_]/.test(character);
  function occurrence(word, text) {
    let found = 0;
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (!inside(text[at - 1]) && !inside(text[at + word.length])) return 2;
      found = 1;
    }
    return found;
  }
  const scoreOf = (word, entry) =>
    entry.places.reduce((sum, place, number) => sum + WEIGHTS[number] * occurrence(word, place), 0);

  // "dependencies" should find "dependency", and "Depends" what is about dependencies, after what has the word itself.
  function stem(word) {
    const short = word.replace(/(ies|ing|es|ed|s|y)$/, "");
    return short.length >= 4 ? short : word;
  }

  function rank(query) {
    const phrase = query.toLowerCase().trim().replace(/\s+/g, " ");
    const words = phrase.split(" ").map((word) => word.replace(/^@|\(\)?$/g, "") || word);
    const hits = [];
    for (const entry of entries) {
      let score = 0;
      for (const word of words) {
        const found = scoreOf(word, entry) + (stem(word) === word ? 0 : 0.4 * scoreOf(stem(word), entry));
        if (!found) { score = 0; break; }
        score += found + (entry.places[1].startsWith(word) ? 6 : 0) + (entry.places[2].startsWith(word) ? 8 : 0);
      }
      if (!score) continue;
      if (entry.slug === phrase || entry.title.toLowerCase() === phrase) score += 60;
      else if (words.length > 1 && entry.places.some((place) => place.includes(phrase))) score += 12;
      hits.push({ entry, score });
    }
    return { words, hits: hits.sort((one, other) => other.score - one.score) };
  }

  // The text with its words marked, as nodes: nothing from the index is ever read as HTML.
  function marked(text, words) {
    const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "gi");
    return text.split(pattern).map((part, number) => {
      if (number % 2 === 0) return part;
      const mark = document.createElement("mark");
      mark.textContent = part;
      return mark;
    });
  }
  function element(name, className, ...content) {
    const made = document.createElement(name);
    made.className = className;
    made.append(...content);
    return made;
  }
  function item({ entry }, words) {
    const line = entry.code.split("\n").find((text) => words.some((word) => text.toLowerCase().includes(word)));
    const link = element("a", "", element("strong", "", ...marked(entry.title, words)), " ",
      element("span", "where", entry.table), element("span", "what", ...marked(entry.summary, words)));
    if (line) link.append(element("code", "", ...marked(line.trim(), words)));
    link.href = entry.address;
    return element("li", "", link);
  }

  function show() {
    const query = input.value.trim();
    results.hidden = !query;
    tables.hidden = Boolean(query);
    document.body.classList.toggle("searching", Boolean(query));
    if (!query) { list.replaceChildren(); return; }
    load();
    if (!entries) { count.textContent = "Loading …"; return; }
    const { words, hits } = rank(query);
    list.replaceChildren(...hits.slice(0, MOST).map((hit) => item(hit, words)));
    const found = hits.length === 1 ? "1 concept" : `${hits.length} concepts`;
    count.textContent = hits.length ? found + (hits.length > MOST ? `, the best ${MOST}` : "") : "No example has all of these words.";
  }

  // The query is part of the address, so that a search can be bookmarked and shared.
  function asked() {
    const hash = /^#q=(.*)$/.exec(location.hash);
    if (!hash) return new URLSearchParams(location.search).get("q") ?? "";
    try { return decodeURIComponent(hash[1]); } catch { return hash[1]; }
  }
  function keep() {
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
  addEventListener("hashchange", () => {
    if (!location.hash.startsWith("#q=") && !input.value) return;
    input.value = asked();
    show();
  });
  document.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const now = links.indexOf(document.activeElement);
    if (event.key === "Escape" && (now >= 0 || document.activeElement === input)) {
      event.preventDefault();
      input.value = now >= 0 ? input.value : "";
      input.focus();
      keep();
      show();
    } else if (links.length && (now >= 0 || document.activeElement === input) && /^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      const next = now + (event.key === "ArrowDown" ? 1 : -1);
      (next < 0 ? input : links[Math.min(next, links.length - 1)]).focus();
    }
  });

  input.value = asked();
  if (input.value) show();
})();
