// The server draws each chart; here the same specification at the same size comes alive (values under the pointer)
// as one nears it, so nothing moves. No eval: expressions are interpreted. No style sheet of the engine's: ours has
// the tooltip.
(() => {
  const options = {
    ast: true,
    actions: false,
    defaultStyle: false,
    renderer: "svg",
    logLevel: 1, // errors only
    tooltip: { theme: "custom", disableDefaultStyle: true },
  };

  async function enliven(chart) {
    const answer = await fetch(chart.dataset.specification, { credentials: "same-origin" });
    if (!answer.ok) return; // the drawing of the server stays
    const specifications = await answer.json();
    for (const shape of ["wide", "narrow"]) {
      const place = chart.querySelector(`.${shape}`);
      if (!specifications[shape] || !place) continue;
      const stage = document.createElement("div");
      await window.lilyrootCharts.embed(stage, specifications[shape], options);
      place.replaceChildren(stage);
    }
    chart.dataset.alive = "";
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        near.unobserve(entry.target);
        enliven(entry.target);
      }
    },
    { rootMargin: "200px" },
  );
  for (const chart of document.querySelectorAll("[data-specification]")) near.observe(chart);
})();
