// Leaves by a click or three presses of Shift. What stands in the history stays there (ADR 13).
(() => {
  const exit = document.getElementById("exit");
  if (!exit) return;
  const page = document.documentElement;
  const go = () => location.replace(exit.href);
  const anew = () => { page.hidden = true; location.replace(location.pathname); };
  let presses = [];
  const leave = (event) => {
    if (event) event.preventDefault();
    page.hidden = true;
    document.body.textContent = "";
    document.title = " ";
    if (window.speechSynthesis) window.speechSynthesis.cancel();
    history.replaceState(null, "", exit.href);
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
  // Back never sends a press again.
  if (document.querySelector("[name=once]")) history.replaceState(null, "", location.pathname);
  // Kept for Back, but empty.
  addEventListener("pagehide", () => { page.hidden = true; });
  addEventListener("pageshow", (event) => {
    if (event.persisted) anew();
  });
  // Put down for 20 minutes, it shows nothing.
  const since = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - since > 1200000) anew();
  });
  const hint = document.getElementById("exit-hint");
  if (hint) hint.hidden = false;
  // Offline, holds on.
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
