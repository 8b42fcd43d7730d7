// Before anything is drawn: the theme that the reader chose last, and that there is JavaScript.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {} // storage may be forbidden, from a disk for example
})();
