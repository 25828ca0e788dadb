// While a file is sent, how much of it has gone; while one is taken in, how far it is. Without this script the browser
// shows the first, and the page comes anew for the second.
(() => {
  const form = document.querySelector("[data-upload]");
  if (form) {
    const bar = form.querySelector("[data-sent]");
    const said = form.querySelector("[data-said]");
    form.addEventListener("submit", (event) => {
      if (!form.querySelector("[type=file]").files.length) return; // the server says what is missing
      event.preventDefault();
      const button = form.querySelector("button.main");
      const sending = new XMLHttpRequest();
      button.disabled = true;
      bar.hidden = false;
      said.textContent = "Sending …";
      sending.upload.addEventListener("progress", (at) => {
        bar.value = (100 * at.loaded) / at.total;
        if (at.loaded === at.total) said.textContent = "Sent. Being looked at …";
      });
      sending.addEventListener("load", () => {
        if (sending.status < 400) {
          location.assign(sending.responseURL);
          return;
        }
        const page = new DOMParser().parseFromString(sending.responseText, "text/html");
        document.title = page.title;
        document.querySelector("main").replaceWith(page.querySelector("main"));
        const wrong = document.querySelector("[role=alert]");
        if (wrong) {
          wrong.tabIndex = -1;
          wrong.focus();
        }
      });
      sending.addEventListener("error", () => {
        button.disabled = false;
        bar.hidden = true;
        said.textContent = "The connection broke off, or the file is larger than is taken in here. Nothing was taken in.";
      });
      sending.open("POST", form.action);
      sending.send(new FormData(form));
    });
  }

  const here = document.querySelector("[data-standing=waiting], [data-standing=running]");
  if (!here) return;
  const again = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (answer && answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const then = page.querySelector("[data-standing]");
      if (!then || !["waiting", "running"].includes(then.dataset.standing)) {
        location.reload();
        return;
      }
      // the bar and the line only, so that nothing moves and no reader of the screen starts over
      here.querySelector("progress").value = then.querySelector("progress").value;
      const far = here.querySelector(".far");
      const words = then.querySelector(".far").textContent;
      if (far.textContent !== words) far.textContent = words;
      const counts = then.querySelectorAll("[data-so-far] dd");
      here.querySelectorAll("[data-so-far] dd").forEach((count, at) => (count.textContent = counts[at].textContent));
    }
    setTimeout(again, 1000);
  };
  setTimeout(again, 1000);
})();
