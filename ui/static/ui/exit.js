// Leaves in one click or three presses of Shift, and puts nothing in the browser's history.
(() => {
  const link = document.getElementById("exit");
  if (!link) return;
  let presses = [];
  const leave = (event) => {
    if (event) event.preventDefault();
    document.documentElement.hidden = true;
    location.replace(link.href);
  };
  link.addEventListener("click", leave);
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = [];
    else if (!event.repeat) presses = [...presses, event.timeStamp].slice(-3);
    if (presses.length === 3 && presses[2] - presses[0] < 5000) leave();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  const hint = document.getElementById("exit-hint");
  if (hint) hint.hidden = false;
})();
