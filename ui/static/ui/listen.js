// Reads the page aloud with a voice of the device itself: a voice from elsewhere would send the
// words away. Without such a voice for the page's language the button stays hidden.
(() => {
  const button = document.getElementById("listen");
  const speech = window.speechSynthesis;
  if (!button || !speech || !window.SpeechSynthesisUtterance) return;
  const language = document.documentElement.lang.toLowerCase().split("-")[0];
  const listen = button.textContent;
  let run = 0;
  const voice = () => speech.getVoices().find((each) =>
    each.localService && each.lang.toLowerCase().split(/[-_]/)[0] === language);
  const offer = () => { button.hidden = !voice(); };
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
  offer();
})();
