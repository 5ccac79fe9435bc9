// Leaves by a click or three presses of Shift. What stands in the history stays there (ADR 13).
(() => {
  const exit = document.getElementById("exit");
  if (!exit) return;
  const page = document.documentElement;
  const go = () => location.replace(exit.href);
  const anew = () => { page.hidden = true; location.replace(location.pathname); };
  let hasLeft = false;
  let tell = () => {};
  const leave = (event) => {
    if (event && event.preventDefault) event.preventDefault();
    if (hasLeft) return;
    hasLeft = true;
    page.hidden = true;
    document.body.textContent = "";
    document.title = " ";
    if (event) {
      tell();
      addEventListener("pagehide", () => navigator.sendBeacon(exit.href));
    }
    if (window.speechSynthesis) window.speechSynthesis.cancel();
    history.replaceState(null, "", exit.href);
    if (navigator.onLine) go();
    else addEventListener("online", go);
  };
  let presses = [];
  for (const each of document.querySelectorAll("[data-exit]")) each.addEventListener("click", leave);
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = [];
    else if (!event.repeat) presses = [...presses, event.timeStamp].slice(-3);
    if (presses.length === 3 && presses[2] - presses[0] < 5000) leave(event);
  });
  // Other tabs leave too. The time of leaving is stored until this page has gone, for a tab that
  // is loading and for old phones.
  const KEY = "x";
  const stored = (act) => { try { return act(localStorage); } catch (error) { return null; } };
  let channel = null;
  try { channel = new BroadcastChannel(KEY); } catch (error) { /* an old phone */ }
  if (channel) channel.onmessage = () => leave();
  addEventListener("storage", (event) => { if (event.key === KEY && event.newValue) leave(); });
  tell = () => {
    if (channel) channel.postMessage("");
    stored((store) => store.setItem(KEY, Date.now()));
    addEventListener("pagehide", () => stored((store) => store.removeItem(KEY)));
  };
  const leftAt = stored((store) => store.getItem(KEY));
  if (leftAt && Math.abs(Date.now() - leftAt) < 30000) leave();
  else if (leftAt) stored((store) => store.removeItem(KEY));
  // Back never sends a press again.
  if (document.querySelector("[name=once]")) history.replaceState(null, "", location.pathname);
  // Covered while it is out of sight. A page of a visit is shown again when the visit still stands.
  const isOfVisit = document.querySelector("[name=once], [name=text_size]") && window.fetch &&
    !document.querySelector("[data-last]");
  let isAsking = false;
  let isFromCache = false;
  const cover = () => page.classList.add("is-covered");
  const uncover = () => { if (!isAsking) page.classList.remove("is-covered"); };
  const answered = (reply) => {
    if (reply && reply.status === 410) leave();
    else if (isAsking) {
      isAsking = false;
      if (isFromCache) anew();
      else uncover();
    }
  };
  const ask = () => {
    if (isAsking) return;
    isAsking = true;
    if (!isOfVisit) { answered(); return; }
    fetch("/y/", { cache: "no-store" }).then(answered, () => answered());
    setTimeout(answered, 4000);
  };
  const since = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) cover();
    else if (Date.now() - since > 1200000) anew();
    else ask();
  });
  // Phones take the picture for their list of apps before a page is hidden.
  if (matchMedia("(hover: none) and (pointer: coarse)").matches) {
    addEventListener("blur", cover);
    for (const kind of ["focus", "pointerdown", "keydown"]) addEventListener(kind, uncover);
  }
  // Kept for Back, but empty.
  addEventListener("pagehide", () => { page.hidden = true; });
  addEventListener("pageshow", (event) => {
    isFromCache = event.persisted;
    if (isFromCache) ask();
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
