/* Runs before the first paint: whoever has not answered sees the banner in it, everyone else never. */
(() => {
  const root = document.documentElement;
  const asked = (document.currentScript.dataset.groups || "").split(" ");
  const read = () => {
    const found = /(?:^|; )kargro_consent="?([^";]*)/.exec(document.cookie);
    return Object.fromEntries(found ? found[1].split("|").map((entry) => entry.split("=")) : []);
  };
  const refresh = () => {
    const choice = read();
    root.dataset.consent = asked.every((group) => group in choice) ? "set" : "ask";
  };
  window.kargroConsent = { asked, read, refresh };
  refresh();
})();
