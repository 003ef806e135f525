// The start: which studies there are, and what the open one holds.
"use strict";
(function () {
  const { ask, act, t } = workbench;
  document.querySelectorAll("[data-open]").forEach(function (button) {
    button.addEventListener("click", async function () {
      if (await act("/api/start/open", { path: button.dataset.open })) location.assign("/");
    });
  });
  const summary = document.getElementById("summary");
  async function sum() {
    if (!summary) return;
    const found = await ask("/api/start/study").catch((problem) => ({ problem }));
    summary.textContent = found.problem ? t("faults", { n: found.problem.problems.length }) : found.summary;
  }
  workbench.onchange(sum);
  sum();
})();
