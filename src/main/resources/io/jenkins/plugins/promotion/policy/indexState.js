// Tells how far the index of deployments has been made anew, as long as that is at work.
(() => {
  const INTERVAL_MILLIS = 1000;

  const follow = (state) => {
    fetch(state.dataset.url, { cache: "no-store" })
      .then((response) => response.json())
      .then(({ data }) => {
        if (state.textContent !== data.text) {
          state.textContent = data.text;
        }
        if (data.running) {
          window.setTimeout(() => follow(state), INTERVAL_MILLIS);
        }
      })
      .catch(() => {
        // The page says what it knew last.
      });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll('.promotion-index[data-running="true"]').forEach(follow);
  });
})();
