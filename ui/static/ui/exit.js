// Leaves in one click or three presses of Shift. What stands in the history stays there.
(() => {
  const exit = document.getElementById("exit");
  if (!exit) return;
  const page = document.documentElement;
  let presses = [];
  const leave = (event) => {
    if (event) event.preventDefault();
    page.hidden = true;
    document.title = " ";
    if (window.speechSynthesis) window.speechSynthesis.cancel();
    location.replace(exit.href);
  };
  for (const each of document.querySelectorAll("[data-exit]")) each.addEventListener("click", leave);
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = [];
    else if (!event.repeat) presses = [...presses, event.timeStamp].slice(-3);
    if (presses.length === 3 && presses[2] - presses[0] < 5000) leave();
  });
  // Kept for Back, but empty.
  addEventListener("pagehide", () => { page.hidden = true; });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  const hint = document.getElementById("exit-hint");
  if (hint) hint.hidden = false;
})();
