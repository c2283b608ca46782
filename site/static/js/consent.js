/* The choice about cookies: takes the answer, keeps it, applies it. Until then nothing is stored or asked of a server. */
(() => {
  const root = document.documentElement;
  const dialog = document.querySelector("[data-consent-settings]");
  if (!window.kargroConsent || !dialog) return;
  const { asked, due, gpc, granted, read, refresh } = window.kargroConsent;
  const status = document.querySelector("[data-consent-saved]");
  const sheet = document.querySelector("[data-consent-form=banner]");
  const boxes = [...dialog.querySelectorAll("[name=groups]")];
  const now = () => Math.floor(Date.now() / 1000);
  const release = sheet.elements.release.value;
  // Other tabs of a browser that has no channel follow on their next page.
  let channel;
  try { channel = new BroadcastChannel("kargro_consent"); } catch { /* Or none that it lets us use. */ }

  // The server's Set-Cookie replaces this one; it stays only while the server cannot be reached.
  const write = (choice) => {
    const value = Object.entries(choice).filter((entry) => entry[1]).map((entry) => entry.join("=")).join("|");
    const secure = location.protocol === "https:" ? ";secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there in every browser we serve.
    document.cookie = `kargro_consent="${value}";path=/;max-age=${choice.until - now()};samesite=lax${secure}`;
  };

  let sending;
  let unrecorded = false;
  const post = async (choice) => {
    sending?.abort();
    const mine = new AbortController();
    sending = mine;
    const [method, vendor] = choice.pending.split(":");
    const vendors = Object.keys(choice).filter((key) => key.startsWith("vendor:")).map((key) => key.slice(7));
    const groups = vendor ? {} : Object.fromEntries(asked.map((key) => [key, granted(choice, key)]));
    const again = choice.again?.split(",");
    const body = { method, again, release: +release, id: choice.id, previous: choice.prev, groups, vendors: vendor ? [vendor] : vendors };
    let kept = false;
    let proof;
    try {
      const answer = await fetch(sheet.action, {
        method: "POST", keepalive: true, signal: mine.signal, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      });
      kept = answer.ok;
      proof = await answer.json();
    } catch { /* Asked again on the next page. */ }
    // A late answer to an earlier choice must not stand in place of this one.
    if (sending !== mine) return;
    if (!kept && read().id !== choice.id) write(choice);
    // Obeyed, but too many came from this connection for a record of each.
    unrecorded = kept && proof?.id === null;
    if (unrecorded) say();
  };

  const apply = () => {
    const choice = read();
    const hosts = new Set();
    let withdrawn;
    for (const template of document.querySelectorAll("template[data-consent]")) {
      const { consent, since, hosts: loads } = template.dataset;
      const allowed = consent.split(" ").some((key) => granted(choice, key, since));
      if (allowed && !template.shown && !(loads && sealed)) {
        template.shown = [...document.importNode(template.content, true).children];
        template.after(...template.shown);
      } else if (!allowed && template.shown && !template.once) {
        for (const node of template.shown) node.remove();
        template.shown = null;
        withdrawn ||= loads;
      }
      if (loads && template.shown) for (const host of loads.split(" ")) hosts.add(host);
      template.parentElement.toggleAttribute("data-active", Boolean(template.shown));
    }
    if (withdrawn) seal([...hosts].join(" "));
    document.dispatchEvent(new CustomEvent("consent:changed"));
    sweep(choice);
  };

  // What a withdrawal could not take away.
  let left = [];
  const late = (names) => {
    const more = names.some((name) => !left.includes(name));
    left = names;
    if (more && status.hasChildNodes()) say();
  };
  const sweep = (choice) => {
    const lists = (wanted) => boxes.filter((box) => granted(choice, box.value) === wanted).flatMap((box) => box.dataset.own.split(" "));
    const refused = lists(false);
    const answered = asked.some((key) => key in choice);
    left = refused.length ? window.kargroSweep(answered && [...dialog.dataset.own.split(" "), ...lists(true)], refused, late) : [];
  };

  // What runs already cannot be unloaded: from here on the page's own policy lets it reach nobody. Ends with the page.
  let sealed;
  const seal = (hosts) => {
    sealed = document.createElement("meta");
    sealed.httpEquiv = "Content-Security-Policy";
    sealed.content = ["script", "connect", "img"].map((kind) => `${kind}-src 'self' data: ${hosts}`).join(";");
    document.head.append(sealed);
  };

  const save = (changes, pending, again) => {
    const before = read();
    const joins = pending.startsWith("embed");
    const kept = Object.entries(before).filter(([key]) => (joins || again) && (asked.includes(key) || key.startsWith("vendor:")));
    const choice = {
      ...Object.fromEntries(kept), ...changes, id: crypto.randomUUID?.() || "", prev: before.pending ? before.prev : before.id,
      pending: before.pending && joins ? before.pending : pending,
      again: joins ? before.again : again?.join(),
      release: joins && asked.some((key) => key in before) ? before.release || 1 : release,
      until: joins && before.until > now() ? before.until : now() + 180 * 86400,
    };
    unrecorded = false;
    write(choice);
    // Where no cookie is kept there is no permission either: nothing is used, and nothing has to be proved.
    window.kargroConsent.unkept = +read().until !== +choice.until;
    follow();
    if (window.kargroConsent.unkept) return;
    channel?.postMessage("");
    post(choice);
  };

  const follow = () => {
    refresh();
    apply();
  };

  const say = () => {
    const choice = read();
    const labels = boxes.filter((box) => granted(choice, box.value)).map((box) => box.labels[0].textContent);
    const { none, all, some, change, stays, unkept, unrecorded: unproven } = status.dataset;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: change });
    button.dataset.consentOpen = "";
    const alone = Object.keys(choice).some((key) => key.startsWith("vendor:"));
    const words = labels.length === boxes.length ? all : labels.length || alone ? some.replace("{purposes}", labels.join(", ") || vendorNames(choice)) : none;
    if (window.kargroConsent.unkept) status.replaceChildren(unkept);
    else status.replaceChildren(`${words} `, unrecorded ? `${unproven} ` : "", left.length ? `${stays.replace("{names}", left.join(", "))} ` : "", button);
  };
  const vendorNames = (choice) => [...dialog.querySelectorAll("[name=vendors]")].filter((box) => granted(choice, `vendor:${box.value}`)).map((box) => box.dataset.name).join(", ");

  const show = (form) => {
    const choice = read();
    for (const box of form.querySelectorAll("[name=groups]")) box.checked = granted(choice, box.value);
    for (const box of form.querySelectorAll("[name=vendors]")) {
      box.checked = granted(choice, `vendor:${box.value}`);
      box.parentElement.hidden = !box.checked;
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-consent-form]");
    if (!form) return;
    event.preventDefault();
    const decision = event.submitter?.value || "save";
    const ticked = (name, value) => decision === "save" && form.querySelector(`[name=${name}][value="${value}"]`)?.checked;
    const stamp = new Date().toISOString();
    const again = decision.startsWith("again") ? due(read()) : null;
    const yes = decision.endsWith("accept") || decision === "accept_all";
    const changes = Object.fromEntries((again || asked).map((key) => [key, yes || ticked("groups", key) ? stamp : "-1"]));
    // A company that is not ticked has no entry at all: only what is written here is allowed.
    for (const { value } of dialog.querySelectorAll("[name=vendors]")) if (ticked("vendors", value)) changes[`vendor:${value}`] = release;
    // The signal objects to advertising; only its own tick allows it (C28).
    const objects = gpc && decision === "accept_all" && "advertising" in changes && !granted(read(), "advertising") && !form.querySelector("[value=advertising]")?.checked;
    if (objects) changes.advertising = "-1";
    save(changes, objects ? "gpc" : form.dataset.consentForm, again);
    say();
    if (dialog.open) dialog.close();
    // Focus goes back to what opened the settings; where that is gone, to what was saved.
    const active = document.activeElement;
    if (active === document.body || !active.checkVisibility?.()) status.focus();
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (dialog.showModal && target.closest("[data-consent-open]")) {
      event.preventDefault();
      show(dialog);
      status.replaceChildren();
      // The press is answered by a picture first: opening makes the rest of the page inert, which takes a while.
      requestAnimationFrame(() => setTimeout(() => dialog.open || dialog.showModal()));
    } else if (target.closest("[data-consent-close]")) dialog.close();
    else if (status.hasChildNodes() && !target.closest("[data-consent-saved], [data-consent-form]")) status.replaceChildren();
  });

  document.addEventListener("consent:vendor", (event) => {
    save({ [`vendor:${event.detail}`]: release }, `embed:${event.detail}`);
    if (window.kargroConsent.unkept) say();
  });

  // Withdrawn by its number from elsewhere: what this browser carries says so before anything loads (C26).
  const withdrawnElsewhere = async (choice) => {
    const beginnings = await (await fetch(new URL("../withdrawn/", sheet.action))).json();
    if (!beginnings.includes(choice.id.slice(0, 8)) || read().id !== choice.id) return;
    write({ ...Object.fromEntries(asked.map((key) => [key, "-1"])), release, id: choice.id, until: choice.until });
    document.querySelectorAll("main [data-consent-form]").forEach(show);
  };

  const begin = async () => {
    const choice = read();
    refresh();
    document.querySelectorAll("main [data-consent-form]").forEach(show);
    if (choice.pending && (root.dataset.consent === "set" || choice.pending.startsWith("embed"))) post(choice);
    else if (choice.id && Object.keys(choice).some((key) => (asked.includes(key) || key.startsWith("vendor:")) && granted(choice, key))) {
      // Where the list cannot be had, the old answer is not taken for a yes: on this page nothing loads by itself.
      try { await withdrawnElsewhere(choice); } catch { return; }
    }
    follow();
  };
  if (channel) channel.onmessage = follow;
  addEventListener("pageshow", (event) => { if (event.persisted) begin(); });
  begin();
})();
