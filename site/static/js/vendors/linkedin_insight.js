/* LinkedIn Insight Tag (C14): runs once its group is allowed. It has no way to be told of a withdrawal; the page seals itself. */
(() => {
  const { id } = document.currentScript.dataset;
  window._linkedin_data_partner_ids = [id];
  const lintrk = (...call) => lintrk.q.push(call);
  lintrk.q = [];
  window.lintrk = lintrk;
  document.head.append(Object.assign(document.createElement("script"), { src: "https://snap.licdn.com/li.lms-analytics/insight.min.js" }));
})();
