// One stop of the Tab key for a whole pond; arrow keys walk its lilies and roots, Enter opens what stands behind one.
// Without this script every one of them is a stop of its own, and everything else is the same.
(() => {
  const ponds = [...document.querySelectorAll("[data-pond]")];
  const links = (pond) => [...pond.querySelectorAll("[data-strand]")];
  const isLily = (link) => link.classList.contains("lily");
  const valueOf = (link) => link.dataset.strand.split("-")[0];

  // In reading order: the lily of a value, then its roots.
  const walk = (pond) => {
    const all = links(pond);
    const lilies = all.filter(isLily);
    return lilies.flatMap((lily) => [lily, ...all.filter((link) => !isLily(link) && valueOf(link) === valueOf(lily))]);
  };

  const stand = (pond, link, focus) => {
    for (const other of links(pond)) other.setAttribute("tabindex", other === link ? "0" : "-1");
    if (focus) link.focus();
  };

  const next = (order, link, key) => {
    const at = order.indexOf(link);
    const lilies = order.filter(isLily);
    const lily = lilies.findIndex((one) => valueOf(one) === valueOf(link));
    switch (key) {
      case "ArrowRight": return order[Math.min(at + 1, order.length - 1)];
      case "ArrowLeft": return order[Math.max(at - 1, 0)];
      case "ArrowDown": return isLily(link) ? order[at + 1] : link;
      case "ArrowUp": return lilies[lily];
      case "PageDown": return lilies[Math.min(lily + 1, lilies.length - 1)];
      case "PageUp": return lilies[Math.max(lily - 1, 0)];
      case "Home": return order[0];
      case "End": return order[order.length - 1];
      default: return null;
    }
  };

  const mark = () => {
    const chosen = decodeURIComponent(location.hash.slice(1));
    for (const pond of ponds) {
      for (const link of links(pond)) {
        if (link.dataset.strand === chosen) {
          link.setAttribute("aria-current", "true");
          stand(pond, link, false);
        } else link.removeAttribute("aria-current");
      }
    }
  };

  for (const pond of ponds) {
    const order = walk(pond);
    if (order.length === 0) continue;
    stand(pond, order[0], false);
    pond.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const link = event.target.closest("[data-strand]");
      const to = link && next(order, link, event.key);
      if (!to) return;
      event.preventDefault();
      stand(pond, to, true);
    });
    pond.addEventListener("focusin", (event) => {
      const link = event.target.closest("[data-strand]");
      if (link) stand(pond, link, false);
    });
  }
  window.addEventListener("hashchange", mark);
  mark();
})();
