// Runs before anything is drawn: marks that there is JavaScript, and applies the theme that the reader chose last.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {} // storage may be unavailable, for example in a local file
})();
