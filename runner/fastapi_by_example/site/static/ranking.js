// The ranking of search results: the same index and rules as in `corpus/search.py`, which explains them.
"use strict";

window.exampleSearch = (() => {
  const WORD = /[\p{L}\p{N}_]+/gu;
  const PART = /[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+\d*|[A-Z]+\d*|\d+|[^\P{L}A-Za-z]+/gu;
  const ENDINGS = ("ations ation ating ators ator ated ates ate ions ion ings ing ies ers ie er ed es s y e").split(" ");
  const SHORTEST_STEM = 4;
  const [WHOLE, SAME_STEM, SYNONYM, MISTYPED, PREFIX, RARE_PREFIX] = [1, 0.8, 0.7, 0.5, 0.5, 0.1];
  const [PAIR, NAMED, SAME, UNKNOWN, SHORTEST_MISTYPED, PARTIAL, IN_CODE] = [0.5, 2000000, 1.5, 300, 4, 0.35, 0.45];

  const folded = (word) => word.toLowerCase().replaceAll("ß", "ss").replace(/^_+|_+$/g, "");
  const rawWords = (text) => text.match(WORD) ?? [];
  const wordsOf = (text) => rawWords(text).map(folded).filter(Boolean);
  const unique = (list) => [...new Set(list)];
  const following = (list) => list.slice(1).map((two, at) => [list[at], two]);
  const has = (object, key) => Object.hasOwn(object, key);

  function partsOf(identifier) {
    const parts = (identifier.match(PART) ?? []).map((part) => part.toLowerCase());
    if (parts.length < 2) return [];
    return [...parts.filter((part) => part.length > 1), ...following(parts).map(([one, two]) => one + two)];
  }
  function stem(word) {
    const ending = ENDINGS.find((end) => word.endsWith(end) && word.length - end.length >= SHORTEST_STEM);
    return ending ? word.slice(0, -ending.length) : word;
  }
  function oneEditApart(first, second) {
    const [one, two] = first.length > second.length ? [second, first] : [first, second];
    if (two.length - one.length > 1) return false;
    let start = 0;
    while (start < one.length && one[start] === two[start]) start += 1;
    if (one.length < two.length) return one.slice(start) === two.slice(start + 1);
    const swapped = one[start + 1] === two[start] && one[start] === two[start + 1] && one.slice(start + 2) === two.slice(start + 2);
    return swapped || one.slice(start + 1) === two.slice(start + 1);
  }

  // The index from `search-index.js`, prepared for quick lookup.
  function prepared(raw) {
    const postings = (lists) => new Map(Object.entries(lists).map(([term, [rarity, ...flat]]) => {
      const weights = [];
      for (let at = 0; at < flat.length; at += 2) weights.push([flat[at], flat[at + 1]]);
      return [term, { rarity, weights }];
    }));
    const index = { ...raw, terms: postings(raw.terms), pairs: postings(raw.pairs), ignored: new Set(raw.ignored), byStem: new Map() };
    for (const term of index.terms.keys()) {
      const key = stem(term);
      index.byStem.set(key, [...(index.byStem.get(key) ?? []), term]);
    }
    index.rarity = new Map([...index.byStem].map(([key, terms]) =>
      [key, Math.min(...terms.map((term) => index.terms.get(term).rarity))]));
    return index;
  }

  function matchingTerms(index, word) {
    const matches = new Map();
    const meant = (has(index.synonyms, stem(word)) ? index.synonyms[stem(word)] : []).filter((term) => index.terms.has(term));
    const related = index.byStem.get(stem(word)) ?? [];
    const prefix = related.length || meant.length ? RARE_PREFIX : PREFIX;
    if (word.length > 1) for (const term of index.terms.keys()) if (term.startsWith(word)) matches.set(term, prefix);
    for (const term of meant) matches.set(term, SYNONYM);
    for (const term of related) matches.set(term, SAME_STEM);
    if (index.terms.has(word)) matches.set(word, WHOLE);
    return matches;
  }
  const mistyped = (index, word) =>
    word.length < SHORTEST_MISTYPED ? [] : [...index.terms.keys()].filter((term) => oneEditApart(word, term));
  const wantedOf = (index, matches) => ({
    matches,
    importance: Math.max(0, ...[...matches].map(([term, factor]) => index.terms.get(term).rarity * factor)),
  });

  function matchesOf(index, word, written) {
    let matches = matchingTerms(index, word);
    const parts = unique(partsOf(written));
    if (!matches.size && parts.length) return parts.map((part) => wantedOf(index, matchingTerms(index, part)));
    if (!matches.size) matches = new Map(mistyped(index, word).map((term) => [term, MISTYPED]));
    return [wantedOf(index, matches)];
  }
  function wantedWords(index, query) {
    const words = unique(wordsOf(query));
    const telling = words.filter((word) => !index.ignored.has(word));
    const whole = new Map(rawWords(query).map((word) => [folded(word), word]));
    return (telling.length ? telling : words)
      .flatMap((word) => matchesOf(index, word, whole.get(word)))
      .filter((wanted) => wanted.matches.size);
  }
  function scoresOf(index, matches) {
    const best = new Map();
    for (const [term, factor] of matches) {
      const { rarity, weights } = index.terms.get(term);
      for (const [number, weight] of weights) best.set(number, Math.max(best.get(number) ?? 0, rarity * weight * factor));
    }
    return best;
  }

  const stems = (index, text) =>
    wordsOf(text.replaceAll("_", " ")).filter((word) => !index.ignored.has(word)).map(stem).join(" ");
  function corrected(index, query) {
    return wordsOf(query.replaceAll("_", " ")).map((word) => {
      if (index.terms.has(word) || index.byStem.has(stem(word)) || has(index.synonyms, stem(word))) return word;
      const rarity = (term) => index.terms.get(term).rarity;
      const close = mistyped(index, word).sort((one, two) => rarity(one) - rarity(two) || (one < two ? -1 : 1));
      return close[0] ?? word;
    }).join(" ");
  }
  // The concepts with a name that shares words with the query, each with the similarity of name and query.
  function named(index, query, found) {
    const meant = new Map();
    for (const word of wordsOf(query)) {
      for (const other of has(index.synonyms, stem(word)) ? index.synonyms[stem(word)] : []) meant.set(stem(other), stem(word));
    }
    const rarityOf = (one) => index.rarity.get(one) ?? UNKNOWN;
    const total = found.reduce((sum, one) => sum + rarityOf(one), 0);
    const alike = [];
    for (const [number, words, ...parts] of index.names) {
      let [whole, shared] = [0, 0];
      for (const one of parts) {
        whole += rarityOf(one);
        if (found.includes(one)) shared += rarityOf(one);
        else if (meant.has(one) && !parts.includes(meant.get(one))) shared += rarityOf(one) * SYNONYM;
      }
      const share = Math.min(1, shared / whole) * Math.min(1, shared / whole) * Math.min(1, shared / total);
      if (shared) alike.push([number, words === query ? share * SAME : share]);
    }
    return alike;
  }
  function bonuses(index, query) {
    const added = [];
    const mended = corrected(index, query);
    const found = stems(index, mended).split(" ");
    for (const [one, two] of following(found)) {
      for (const pair of [`${one} ${two}`, one + two]) {
        const { rarity, weights } = index.pairs.get(pair) ?? index.terms.get(pair) ?? { rarity: 0, weights: [] };
        for (const [number, weight] of weights) added.push([number, rarity * weight * PAIR]);
      }
    }
    const best = new Map();
    for (const [number, share] of named(index, mended, unique(found))) best.set(number, Math.max(best.get(number) ?? 0, share));
    return [...added, ...[...best].map(([number, share]) => [number, NAMED * share])];
  }

  function rank(index, query) {
    const wanted = wantedWords(index, query);
    const total = wanted.reduce((sum, one) => sum + one.importance, 0);
    const found = new Map();
    const covered = new Map();
    for (const { matches, importance } of wanted) {
      for (const [number, score] of scoresOf(index, matches)) {
        found.set(number, (found.get(number) ?? 0) + score);
        covered.set(number, (covered.get(number) ?? 0) + importance);
      }
    }
    const scores = new Map();
    for (const [number, score] of found) {
      const share = covered.get(number) / total;
      scores.set(number, score * share * Math.sqrt(share));
    }
    const enough = PARTIAL * Math.max(0, ...scores.values());
    for (const [number, score] of bonuses(index, query)) {
      if (scores.has(number)) scores.set(number, scores.get(number) + score);
    }
    return [...scores]
      .filter(([number, score]) => covered.get(number) >= total || score >= enough)
      .sort(([one, first], [two, second]) => second - first || one - two)
      .map(([number, score]) => [number, Math.trunc(score)]);
  }

  function relevance(line, wanted) {
    const words = new Set([...wordsOf(line), ...rawWords(line).flatMap(partsOf)]);
    return wanted.reduce((sum, { matches, importance }) =>
      sum + importance * Math.max(0, ...[...matches].filter(([term]) => words.has(term)).map(([, factor]) => factor)), 0);
  }
  function excerpt(entry, wanted) {
    let [best, chosen] = [relevance(entry.summary, wanted), entry.summary];
    for (const [lines, factor] of [[entry.prose, 1], [entry.code, IN_CODE]]) {
      for (const line of lines) {
        const value = factor * relevance(line, wanted);
        if (value > best) [best, chosen] = [value, line];
      }
    }
    return chosen;
  }
  return { prepared, rank, wantedWords, excerpt, wordsOf };
})();
