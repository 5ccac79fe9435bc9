// Reads the page aloud with a voice of the device itself: a voice from elsewhere would send the
// words away. Without such a voice for the page's language the button stays hidden, and words say so.
(() => {
  const button = document.getElementById("listen");
  if (!button) return;
  const none = document.getElementById("no-voice");
  const speech = window.speechSynthesis;
  if (!speech || !window.SpeechSynthesisUtterance) return (none.hidden = false);
  const code = (lang) => lang.toLowerCase().split(/[-_]/)[0];
  const language = code(document.documentElement.lang);
  const listen = button.textContent;
  let run = 0;
  const voice = () =>
    speech.getVoices().find((each) => each.localService && code(each.lang) === language);
  const offer = () => {
    button.hidden = !voice();
    none.hidden = !button.hidden;
  };
  const parts = () => [...document.querySelectorAll(
    "main :is(h1, h2, h3, p, li, dt, dd, .hint, .choice label)")]
    .filter((part) => part.offsetParent && !part.querySelector("p, li, h1, h2, h3"))
    .map((part) => part.innerText.trim()).filter(Boolean);
  const stop = () => { run += 1; speech.cancel(); button.textContent = listen; };
  const say = (words, current) => {
    if (current !== run || document.documentElement.hidden) return;
    if (!words.length) return stop();
    const utterance = new SpeechSynthesisUtterance(words[0]);
    utterance.voice = voice();
    utterance.lang = utterance.voice.lang;
    utterance.onend = () => say(words.slice(1), current);
    utterance.onerror = () => { if (current === run) stop(); };
    speech.speak(utterance);
  };
  button.addEventListener("click", () => {
    const isSpeaking = button.textContent !== listen;
    stop();
    if (isSpeaking) return;
    button.textContent = button.dataset.stop;
    say(parts(), run);
  });
  addEventListener("pagehide", stop);
  speech.addEventListener("voiceschanged", offer);
  // Many devices name their voices only a moment after the page has come.
  if (voice()) offer();
  else setTimeout(offer, 2000);
})();
