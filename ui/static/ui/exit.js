// Leaves in one click or three presses of Shift. What stands in the history stays there. Without a
// connection the page is emptied all the same, and left when there is one.
(() => {
  const exit = document.getElementById("exit");
  if (!exit) return;
  const page = document.documentElement;
  const go = () => location.replace(exit.href);
  let presses = [];
  const leave = (event) => {
    if (event) event.preventDefault();
    page.hidden = true;
    document.body.textContent = "";
    document.title = " ";
    if (window.speechSynthesis) window.speechSynthesis.cancel();
    history.replaceState(null, "", exit.href);
    // Where the way out fails, the session ends by this.
    addEventListener("pagehide", () => navigator.sendBeacon(exit.href));
    if (navigator.onLine) go();
    else addEventListener("online", go);
  };
  for (const each of document.querySelectorAll("[data-exit]")) each.addEventListener("click", leave);
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = [];
    else if (!event.repeat) presses = [...presses, event.timeStamp].slice(-3);
    if (presses.length === 3 && presses[2] - presses[0] < 5000) leave();
  });
  // The history asks for a question by its address, never by the press that it answered.
  if (document.querySelector("[name=once]")) history.replaceState(null, "", location.pathname);
  // Kept for Back, but empty.
  addEventListener("pagehide", () => { page.hidden = true; });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(location.pathname);
  });
  const hint = document.getElementById("exit-hint");
  if (hint) hint.hidden = false;
  // Without a connection a press would lose what the page holds: it says so instead.
  const line = document.getElementById("offline");
  const hold = (event) => {
    const pressed = event.target.closest(event.type === "submit" ? "form" : "a[href^='/']");
    if (navigator.onLine || !line || !pressed || event.defaultPrevented) return;
    event.preventDefault();
    pressed.after(line);
    line.textContent = line.dataset.words;
    line.scrollIntoView({ block: "nearest" });
  };
  for (const kind of ["submit", "click"]) document.addEventListener(kind, hold);
  addEventListener("online", () => { if (line) line.textContent = ""; });
})();
