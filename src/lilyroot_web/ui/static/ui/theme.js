// Light or dark: follows the device until the reader chooses; the choice is a cookie, so the server draws it at once.
(() => {
  const root = document.documentElement;
  const device = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : device.matches);
  const buttons = document.querySelectorAll("[data-theme-switch]");
  const name = () => {
    for (const button of buttons) button.textContent = isDark() ? button.dataset.toLight : button.dataset.toDark;
  };
  const change = () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `lilyroot_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax${secure}`;
    name();
  };
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", change);
  }
  device.addEventListener("change", name);
  name();
})();
