// Looks at the page again while work on it goes on, and says what has changed. Without scripts there
// is a link that does the same.
(() => {
  const every = 2000;
  const state = document.getElementById("state");
  const look = async () => {
    let page;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (!answer.ok) return location.reload();
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return setTimeout(look, every);
    }
    const now = page.getElementById("state");
    if (!now || !("atWork" in now.dataset)) return location.reload();
    if (now.textContent !== state.textContent) state.replaceChildren(...now.childNodes);
    setTimeout(look, every);
  };
  setTimeout(look, every);
})();
