// Keys for labelling: each does what the thing that bears it does when pressed. They can be turned off (a reader of
// the screen has keys of its own); the choice is kept in this browser. Without this script the buttons do everything.
(() => {
  const form = document.querySelector("[data-labelling]");
  if (!form) return;
  const root = document.documentElement;
  const stored = "lilyroot_audit_keys";
  const book = document.querySelector("[data-book]");
  const things = new Map([...document.querySelectorAll("[data-key]")].map((thing) => [thing.dataset.key, thing]));
  const button = form.querySelector("[data-keys]");
  let sent = false;

  const on = () => !("keysOff" in root.dataset);
  const turn = (wanted) => {
    if (wanted) delete root.dataset.keysOff;
    else root.dataset.keysOff = "";
    button.setAttribute("aria-pressed", String(wanted));
    button.textContent = wanted ? "Keys are on" : "Keys are off";
  };

  button.hidden = false;
  turn(localStorage.getItem(stored) !== "off");
  button.addEventListener("click", () => {
    turn(!on());
    localStorage.setItem(stored, on() ? "on" : "off");
  });

  // The codebook stays open from message to message.
  book.open = sessionStorage.getItem("lilyroot_audit_book") === "open";
  book.addEventListener("toggle", () => sessionStorage.setItem("lilyroot_audit_book", book.open ? "open" : ""));

  document.addEventListener("keydown", (event) => {
    if (!on() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const thing = things.get(event.key.toLowerCase());
    if (!thing || sent) return;
    event.preventDefault();
    thing.click();
  });

  // One press, one label: what is pressed while the next message is on its way is not for this one.
  form.addEventListener("submit", () => {
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });
  form.querySelector("[data-said]").focus({ preventScroll: true });
})();
