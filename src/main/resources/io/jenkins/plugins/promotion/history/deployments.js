// Follows the deployments of a build while they are at work. Asks at a fixed interval, and stops with the last of them.
(() => {
  const INTERVAL_MILLIS = 2000;
  const MOST_FAILURES = 30;

  const cell = (text, name) => {
    const td = document.createElement("td");
    td.textContent = text;
    if (name) {
      td.className = name;
    }
    return td;
  };

  const show = (deployment, status) => {
    const section = document.getElementById(deployment.id);
    if (!section) {
      // A deployment that has begun since: the page knows how to draw it.
      window.location.reload();
      return;
    }
    section.querySelector(".promotion-result").textContent = deployment.resultInWords;
    section.querySelector(".promotion-cause").textContent = deployment.cause;
    section.querySelector(".promotion-traffic").textContent = deployment.traffic;
    const phases = section.querySelector(".promotion-phases");
    phases.textContent = "";
    deployment.phases.forEach((phase) => {
      const row = document.createElement("tr");
      row.appendChild(cell(phase.name));
      row.appendChild(cell(phase.state, "promotion-" + phase.state));
      row.appendChild(cell(phase.duration));
      row.appendChild(cell(phase.detail));
      phases.appendChild(row);
    });
    const last = deployment.phases[deployment.phases.length - 1];
    status.textContent = last ? last.name + " " + last.state : deployment.resultInWords;
  };

  const follow = (live) => {
    const status = live.querySelector("[role=status]");
    let tag = "";
    let failures = 0;
    const again = () => window.setTimeout(ask, INTERVAL_MILLIS);
    const ask = () => {
      fetch(live.dataset.url, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} })
        .then((response) => {
          failures = 0;
          if (response.status === 304) {
            again();
            return null;
          }
          if (!response.ok) {
            throw new Error("status " + response.status);
          }
          tag = response.headers.get("ETag") || "";
          return response.json();
        })
        .then((data) => {
          if (!data) {
            return;
          }
          data.deployments.forEach((deployment) => show(deployment, status));
          if (data.running) {
            again();
          } else {
            // What was brought back and who approved is drawn by the page.
            window.location.reload();
          }
        })
        .catch(() => {
          failures += 1;
          if (failures < MOST_FAILURES) {
            again();
          }
        });
    };
    again();
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll('.promotion-live[data-running="true"]').forEach(follow);
  });
})();
