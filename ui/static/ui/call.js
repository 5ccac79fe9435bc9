// Escape says that somebody came in: the page is empty before the server answers.
(() => {
  const form = document.getElementById("leave");
  if (!form) return;
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    event.preventDefault();
    for (const each of document.querySelectorAll("main > :not(#leave)")) each.hidden = true;
    form.submit();
  });
})();
