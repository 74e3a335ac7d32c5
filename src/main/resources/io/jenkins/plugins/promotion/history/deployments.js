// Follows the deployments of a build. The server says how long to wait before asking again: little while a deployment is at
// work, long while none is but the build goes on, and not at all when it has ended. What the page looks like is drawn in one
// place, by the server: this fills in what moves, and fetches the page anew when its shape changes.
(() => {
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

  /** A fact is a term and what it is. */
  const hide = (fact, hidden) => {
    fact.hidden = hidden;
    fact.previousElementSibling.hidden = hidden;
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
        hide(field, deployment[name] === "");
      }
    });
    const until = section.querySelector("[data-until]");
    if (until) {
      until.dataset.until = deployment.until;
      hide(until.parentElement, deployment.until === 0);
    }
    const details = section.querySelectorAll("[data-detail]");
    deployment.phases.forEach((phase, index) => put(details[index], phase.detail));
  };

  const follow = (live) => {
    const said = document.querySelector(".promotion-said");
    const lost = document.querySelector(".promotion-lost");
    const ahead = Number(live.dataset.now) - Date.now();
    let interval = Number(live.dataset.interval);
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
          const focused = live.contains(document.activeElement) ? document.activeElement.id : "";
          live.dataset.shape = fresh.dataset.shape;
          live.innerHTML = fresh.innerHTML;
          if (focused && document.getElementById(focused)) {
            document.getElementById(focused).focus();
          }
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

    const ask = () =>
      get(live.dataset.url, tag ? { "If-None-Match": tag } : {}).then((response) => {
        if (response.status === 304) {
          return undefined;
        }
        return response.json().then((data) =>
          (data.shape === live.dataset.shape ? Promise.resolve() : draw()).then(() => {
            show(data);
            tag = response.headers.get("ETag") || "";
            interval = data.interval;
          }),
        );
      });

    const again = () =>
      window.setTimeout(() => {
        // Nobody looks at a page in the background.
        (document.hidden ? Promise.resolve() : ask())
          .then(() => {
            failures = 0;
          })
          .catch(() => {
            failures += 1;
          })
          .then(() => {
            lost.hidden = failures < MOST_FAILURES;
            if (interval > 0 && failures < MOST_FAILURES) {
              again();
            } else {
              window.clearInterval(ticking);
            }
          });
      }, interval);
    again();
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll('.promotion-live:not([data-interval="0"])').forEach(follow);
  });
})();
