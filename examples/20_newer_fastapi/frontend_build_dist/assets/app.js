const items = await (await fetch("/api/items")).json();
document.querySelector("main").textContent = items.join(", ");
