// Of a table whose cells say more when they are chosen, one is reached by Tab and the others by the
// arrows; Escape takes away what is said. Without scripts each cell is reached by Tab.
(() => {
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  for (const table of document.querySelectorAll(".is-told")) {
    const rows = [...table.rows].map((row) => [...row.querySelectorAll("td[tabindex]")]).filter((row) => row.length);
    let current = rows[0][0];
    for (const cell of rows.flat()) cell.tabIndex = cell === current ? 0 : -1;
    table.addEventListener("focusin", (event) => {
      const cell = event.target.closest("td[tabindex]");
      if (!cell) return;
      current.tabIndex = -1;
      current = cell;
      cell.tabIndex = 0;
      cell.classList.remove("is-put-away");
    });
    table.addEventListener("keydown", (event) => {
      const cell = event.target.closest("td[tabindex]");
      if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "Escape") cell.classList.add("is-put-away");
      const step = steps[event.key];
      if (!step) return;
      const down = rows.findIndex((row) => row.includes(cell));
      const next = rows[down + step[0]]?.[rows[down].indexOf(cell) + step[1]];
      event.preventDefault();
      next?.focus();
    });
  }
})();
