/* One line that offers the page in a language the browser prefers. That it was closed is kept only where extra functions are allowed. */
(() => {
  const root = document.documentElement;
  const offers = document.querySelector("[data-languages]");
  if (!offers) return;
  const key = "kargro_language";
  const allowed = () => ![undefined, "-1"].includes(window.kargroConsent?.read().functional);

  const closed = () => {
    if (!allowed()) return false;
    const kept = localStorage[key];
    if (kept > Date.now()) return true;
    if (kept) localStorage.removeItem(key);
  };

  const preferred = () => {
    for (const tag of navigator.languages) {
      const code = tag.split("-")[0];
      const line = offers.content.querySelector(`[lang="${code}"]`);
      if (code === root.lang || line) return line;
    }
  };

  const offer = () => {
    if (["ask", "again"].includes(root.dataset.consent)) return;
    watch.disconnect();
    try { if (closed()) return; } catch { /* A browser that keeps no storage kept no closing. */ }
    const line = preferred()?.cloneNode(true);
    if (!line) return;
    offers.after(line);
    line.lastElementChild.addEventListener("click", () => {
      line.remove();
      document.querySelector("main").focus({ preventScroll: true });
      try { if (allowed()) localStorage[key] = Date.now() + 180 * 864e5; } catch { /* Then it is asked again. */ }
    });
  };

  // Never beside the question about cookies: it waits until that is answered.
  const watch = new MutationObserver(offer);
  watch.observe(root, { attributeFilter: ["data-consent"] });
  offer();
})();
