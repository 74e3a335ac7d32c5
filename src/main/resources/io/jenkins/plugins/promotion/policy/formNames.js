// Jenkins shows the title of an entry beside its field, without saying which belongs to which: says it to those who hear the
// form, lets the keyboard reach the help of a field after the field, and has a complaint about a field read out.
(() => {
  const FIELDS = "input:not([type=hidden]), select, textarea";
  const LAST = 1000;

  const text = (element) => (element ? element.textContent.trim() : "");

  Behaviour.specify(".promotion-form .jenkins-form-item", "promotion-form-names", LAST, (item) => {
    const title = item.querySelector(":scope > .jenkins-form-label");
    const name = title ? text(title.firstChild) : text(item.querySelector(":scope > .setting-main .attach-previous"));
    const field = item.querySelector(`:scope > .setting-main :is(${FIELDS})`);
    if (field && name && field.closest(".jenkins-form-item") === item) {
      field.setAttribute("aria-label", name);
    }
    item.querySelectorAll(":scope > * > .jenkins-help-button").forEach((help) => {
      help.tabIndex = 0;
      if (!title && name) {
        help.setAttribute("aria-label", `${help.textContent.trim()} ${name}`);
      }
    });
    item.querySelectorAll(":scope > .validation-error-area").forEach((area) => {
      area.setAttribute("aria-live", "polite");
    });
  });
})();
