// Follows the deployments of a build while it is at work. Asks at a fixed interval, and stops with the build. What the page
// looks like is drawn in one place, by the server: this fills in what moves, and fetches the page anew when its shape changes.
(() => {
  const INTERVAL_MILLIS = 2000;
  const MOST_FAILURES = 30;

  const clock = (millis) => {
    const seconds = Math.max(0, Math.round(millis / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const shown = parts[0] > 0 ? parts : parts.slice(1);
    return shown.map((part, index) => (index > 0 ? String(part).padStart(2, "0") : part)).join(":");
  };

  /** Text that is the same is left alone, so that nothing is read out twice. */
  const put = (element, text) => {
    if (element && element.textContent !== text) {
      element.textContent = text;
    }
  };

  const fill = (section, deployment) => {
    deployment.slots.forEach((slot) => {
      const weight = section.querySelector(`[data-weight="${slot.name}"]`);
      put(weight, String(slot.weight));
      if (weight) {
        weight.closest("td").querySelector("progress").value = slot.weight;
      }
    });
    ["doing", "probes"].forEach((name) => {
      const field = section.querySelector(`[data-field="${name}"]`);
      put(field, deployment[name]);
      if (field) {
        field.parentElement.hidden = deployment[name] === "";
      }
    });
    const until = section.querySelector("[data-until]");
    if (until) {
      until.dataset.until = deployment.until;
      until.parentElement.hidden = deployment.until === 0;
    }
    const details = section.querySelectorAll("[data-detail]");
    deployment.phases.forEach((phase, index) => put(details[index], phase.detail));
  };

  const follow = (live) => {
    const said = document.querySelector(".promotion-said");
    const ahead = Number(live.dataset.now) - Date.now();
    let tag = "";
    let failures = 0;

    const tick = () => {
      const now = Date.now() + ahead;
      live.querySelectorAll("[data-until]").forEach((field) => put(field, clock(Number(field.dataset.until) - now)));
      live.querySelectorAll("[data-since]").forEach((field) => put(field, clock(now - Number(field.dataset.since))));
    };
    const ticking = window.setInterval(tick, 1000);
    tick();

    const get = (url, headers) =>
      fetch(url, { cache: "no-store", headers }).then((response) => {
        if (!response.ok && response.status !== 304) {
          throw new Error("status " + response.status);
        }
        return response;
      });

    const draw = () =>
      get(window.location.pathname, {})
        .then((response) => response.text())
        .then((text) => {
          const fresh = new DOMParser().parseFromString(text, "text/html").querySelector(".promotion-live");
          live.dataset.shape = fresh.dataset.shape;
          live.innerHTML = fresh.innerHTML;
        });

    const show = (data) => {
      data.deployments.forEach((deployment) => {
        const section = document.getElementById(deployment.id);
        if (section) {
          fill(section, deployment);
        }
      });
      tick();
      put(said, data.said);
    };

    /** Whether there is more to wait for. */
    const ask = () =>
      get(live.dataset.url, tag ? { "If-None-Match": tag } : {}).then((response) => {
        if (response.status === 304) {
          return true;
        }
        return response.json().then((data) =>
          (data.shape === live.dataset.shape ? Promise.resolve() : draw()).then(() => {
            show(data);
            tag = response.headers.get("ETag") || "";
            return data.running;
          }),
        );
      });

    const again = () =>
      window.setTimeout(() => {
        // Nobody looks at a page in the background.
        (document.hidden ? Promise.resolve(true) : ask())
          .then((more) => {
            failures = 0;
            return more;
          })
          .catch(() => {
            failures += 1;
            return failures < MOST_FAILURES;
          })
          .then((more) => (more ? again() : window.clearInterval(ticking)));
      }, INTERVAL_MILLIS);
    again();
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll('.promotion-live[data-running="true"]').forEach(follow);
  });
})();
