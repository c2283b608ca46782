/* Withdrawing leaves what is necessary and what is still allowed, declared or not; what stays all the same has a name (R96). */
window.kargroSweep = (kept, gone, tell) => {
  const listed = (globs, name) => globs.some((glob) => new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(name));
  // Where anything is refused, only what is listed stays; before any answer, only what waits for one goes.
  const goes = (name) => (kept ? !listed(kept, name) : listed(gone, name));
  const cookies = () => document.cookie.split("; ").filter(Boolean).map((pair) => (pair.includes("=") ? pair.split("=")[0] : "")).filter(goes);

  // A cookie may stand on this host or a domain above it, at any part of this path, and apart for this site (CHIPS).
  const labels = location.hostname.split(".");
  const domains = ["", ...labels.slice(0, -1).map((_, start) => `;domain=${labels.slice(start).join(".")}`)];
  const { pathname } = location;
  const paths = [...pathname.matchAll(/\/|$/g)].flatMap(({ index }) => [pathname.slice(0, index + 1), pathname.slice(0, index) || "/"]);
  const kinds = location.protocol === "https:" ? [";secure", ";secure;partitioned"] : ["", ";secure;partitioned"];
  for (const name of new Set(cookies())) for (const path of new Set(paths)) for (const domain of domains) for (const kind of kinds) {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there in every browser we serve.
    document.cookie = `${name}=0;path=${path};max-age=0${domain}${kind}`;
  }

  // A browser that keeps no storage has none to clear.
  const stored = () => ["localStorage", "sessionStorage"].flatMap((area) => {
    try { return Object.keys(window[area]).filter((key) => goes(`${area}:${key}`)).map((key) => [window[area], key]); } catch { return []; }
  });
  const names = () => [...cookies(), ...stored().map(([, key]) => key)];
  for (const [area, key] of stored()) area.removeItem(key);
  const here = (name) => goes(`localStorage:${name}`);
  const databases = async () => (await indexedDB.databases()).map(({ name }) => name).filter(here);
  const packs = async () => (await caches.keys()).filter(here);
  const none = () => [];
  const rest = async () => {
    await Promise.allSettled([
      ...(await databases().catch(none)).map((name) => new Promise((done) => {
        const asked = indexedDB.deleteDatabase(name);
        asked.onsuccess = asked.onerror = asked.onblocked = done;
      })),
      ...(await packs().catch(none)).map((name) => caches.delete(name)),
    ]);
    return [...names(), ...(await databases().catch(none)), ...(await packs().catch(none))];
  };
  // What can only be asked to go is looked at again once it had its time.
  rest().then(tell);
  return names();
};
