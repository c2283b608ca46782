/* Runs before the first paint: whoever has something to answer sees it in it, everyone else never. */
(() => {
  const root = document.documentElement;
  // Group → the release since which an answer about it counts.
  const asked = new Map(document.currentScript.dataset.groups.split(" ").map((entry) => entry.split(":")));
  const gpc = Boolean(navigator.globalPrivacyControl);
  const read = () => {
    const found = /(?:^|; )kargro_consent="?([^";]*)/.exec(document.cookie);
    return Object.fromEntries(found ? found[1].split("|").map((entry) => entry.split("=")) : []);
  };
  const release = (choice) => +choice.release || 1;
  const due = (choice) => [...asked.keys()].filter((key) => !(key in choice) || asked.get(key) > release(choice));
  // A group's answer counts from the release it was given on; a company allowed alone holds its own.
  const granted = (choice, key, since = 1) =>
    key in choice && choice[key] !== "-1" && since <= (key.startsWith("vendor:") ? +choice[key] : release(choice));
  const allows = (key) => granted(read(), key, asked.get(key));
  const refresh = () => {
    const choice = read();
    const open = due(choice);
    const answered = [...asked.keys()].some((key) => key in choice);
    const news = answered && open.every((key) => asked.get(key) > release(choice));
    root.dataset.consent = !open.length || consent.unkept ? "set" : news ? "again" : "ask";
    root.toggleAttribute("data-gpc", gpc && !answered);
    for (const line of document.querySelectorAll("consent-news")) line.tell();
  };
  // A line about something new hides itself where it is not: as the page is read, so before it is painted.
  customElements.define("consent-news", class extends HTMLElement {
    connectedCallback() { this.tell(); }
    tell() { this.hidden = this.dataset.since <= release(read()); }
  });
  // `unkept`: answered on this page by a browser that keeps no cookies.
  const consent = { allows, asked: [...asked.keys()], due, gpc, granted, read, refresh, unkept: false };
  window.kargroConsent = consent;
  refresh();
})();
