/* Google Analytics 4 with basic Consent Mode v2 (C17): runs once its group is allowed, so Google is never asked before. */
(() => {
  const { id, group, since } = document.currentScript.dataset;
  const { allows, granted, read } = window.kargroConsent;
  const SIGNALS = {
    analytical: ["analytics_storage"],
    advertising: ["ad_storage", "ad_user_data", "ad_personalization"],
    functional: ["functionality_storage", "personalization_storage"],
  };
  window.dataLayer = window.dataLayer || [];
  const layer = window.dataLayer;
  // biome-ignore lint/complexity/noArguments: Google reads its own `arguments`, not arrays.
  const gtag = function () { layer.push(arguments); };
  window.gtag = gtag;
  const signals = (value) => Object.fromEntries(
    Object.entries(SIGNALS).flatMap(([key, names]) => names.map((name) => [name, value(key) ? "granted" : "denied"])),
  );
  const update = () => {
    const measures = granted(read(), group, since);
    window[`ga-disable-${id}`] = !measures;
    // Without the measurement itself Google is told no to everything.
    gtag("consent", "update", signals((key) => measures && (key === group || allows(key))));
  };
  gtag("consent", "default", { ...signals(() => false), security_storage: "denied" });
  gtag("set", { ads_data_redaction: true, url_passthrough: false });
  update();
  gtag("js", new Date());
  gtag("config", id, { allow_google_signals: false });
  document.addEventListener("consent:changed", update);
  const script = Object.assign(document.createElement("script"), { src: `https://www.googletagmanager.com/gtag/js?id=${id}` });
  document.head.append(script);
})();
