// Ticks a box by its letter, only while the focus is in the list of boxes: elsewhere letters are
// what people type.
(() => {
  const list = document.querySelector("[data-keys]");
  if (!list) return;
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1) return;
    const box = list.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!box) return;
    event.preventDefault();
    box.click();
    box.focus();
  });
})();
