// What is typed into a form with data-draft is kept in this tab until the form is sent, so that a look elsewhere loses nothing.
(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const place = `draft:${location.pathname}${location.search}`;
  const fields = () => [...form.elements].filter((field) => field.name && !["hidden", "submit", "password"].includes(field.type));
  const wasRefused = document.querySelector("[aria-invalid]");
  try {
    const kept = wasRefused ? {} : JSON.parse(sessionStorage.getItem(place) || "{}");
    for (const field of fields()) if (field.name in kept) field.value = kept[field.name];
    form.addEventListener("input", () => {
      sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(fields().map((field) => [field.name, field.value]))));
    });
    form.addEventListener("submit", () => sessionStorage.removeItem(place));
  } catch {
    // without storage nothing is kept, and the form works all the same
  }
})();
