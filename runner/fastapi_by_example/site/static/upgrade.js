// What changed between two releases. The choice is part of the address, and everything works from a local file.
"use strict";

(() => {
  const { releases, causes, titles } = window.releaseHistory;
  const form = document.querySelector("[data-upgrade]");
  const list = document.querySelector("[data-causes]");
  const summary = document.querySelector("[data-summary]");
  const versions = releases.map(([version]) => version);
  const last = versions.length - 1;

  function element(name, className, ...content) {
    const made = document.createElement(name);
    made.className = className;
    made.append(...content);
    return made;
  }
  for (const select of form.querySelectorAll("select")) {
    select.append(...releases.map(([version, date]) => {
      const option = element("option", "", `${version} (${date})`);
      option.value = version;
      return option;
    }).reverse());
  }

  // The address is like #from=0.115.0&to=0.165.0. Unknown versions are replaced by the defaults.
  function chosen() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const find = (name, otherwise) => (versions.includes(asked.get(name)) ? asked.get(name) : otherwise);
    form.from.value = find("from", versions[Math.max(0, last - 10)]);
    form.to.value = find("to", versions[last]);
  }
  function keep() {
    const base = location.protocol === "file:" ? "" : location.pathname;
    history.replaceState(null, "", `${base}#from=${form.from.value}&to=${form.to.value}`);
  }

  function item(cause) {
    const [old, now] = cause.values;
    const where = cause.concepts.slice(0, 6).flatMap((slug, number) => {
      const link = element("a", "", titles[slug] ?? slug);
      link.href = `concepts/${encodeURIComponent(slug)}.html`;
      return number ? [", ", link] : [link];
    });
    const more = cause.concepts.length - 6;
    return element("li", "",
      element("p", "", element("span", `kind ${cause.kind.replaceAll(" ", "-")}`, cause.kind), " ", cause.what),
      ...(old ? [element("p", "change", element("code", "", old), " → ", element("code", "", now))] : []),
      ...(cause.advice ? [element("p", "", cause.advice)] : []),
      element("p", "note", `${cause.packages}. Shown by `, ...where, more > 0 ? ` and ${more} more` : ""));
  }

  // The causes without those that a later one undoes: the same difference, the other way round.
  function lasting(found) {
    const open = new Map();
    const undone = new Set();
    const named = ({ what, concepts }, old, now) => JSON.stringify([what, concepts, old, now]);
    for (const cause of [...found].sort((one, other) => one.last - other.last)) {
      const [old, now] = cause.values;
      const before = old ? open.get(named(cause, now, old))?.pop() : undefined;
      if (before) {
        undone.add(before).add(cause);
        continue;
      }
      const name = named(cause, old, now);
      open.set(name, [...open.get(name) ?? [], cause]);
    }
    return found.filter((cause) => !undone.has(cause));
  }

  function show() {
    const [from, to] = [versions.indexOf(form.from.value), versions.indexOf(form.to.value)];
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    const possible = causes.filter((cause) => cause.last > low && cause.first <= high);
    const certain = possible.filter((cause) => cause.last <= high && (cause.exact || cause.first > low));
    const found = lasting(certain)
      .sort((one, other) => one.rank - other.rank || other.concepts.length - one.concepts.length);
    const counts = new Map();
    for (const { kind } of found) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const words = [...counts].map(([kind, count]) => `${count} ${kind}`).join(", ");
    summary.textContent = from > to ? `This is a downgrade, so read each change backwards: ${words || "no change was observed"}.`
      : `${words || "No change was observed"}.`;
    const undone = certain.length - found.length;
    if (undone) summary.textContent += ` ${undone} more were undone within this range.`;
    const more = possible.length - certain.length;
    if (more) summary.textContent += ` ${more} more may be in this range, but the exact release is unknown.`;
    list.replaceChildren(...found.map(item));
  }

  form.addEventListener("change", () => { keep(); show(); });
  addEventListener("hashchange", () => { chosen(); show(); });
  chosen();
  show();
})();
