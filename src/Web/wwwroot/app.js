// What a page cannot say in HTML alone. Small on purpose: everything else is rendered by the server.
(() => {
  const root = document.documentElement;
  const keep = (name, value) => { document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`; };
  const isDark = () => root.dataset.theme === "dark" || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);

  // Plain http has no clipboard object: there the text is selected in a field and copied as a person would.
  const toClipboard = async (text, beside) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    beside.parentElement.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };

  document.addEventListener("click", async event => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    if (target.closest("[data-toggle-theme]")) {
      root.dataset.theme = isDark() ? "light" : "dark";
      keep("slipway-theme", root.dataset.theme);
    }
    if (target.closest("[data-toggle-density]")) {
      root.dataset.density = root.dataset.density === "dense" ? "calm" : "dense";
      keep("slipway-density", root.dataset.density);
    }
    const copy = target.closest("[data-copy]");
    if (copy) {
      const text = copy.dataset.copy || copy.parentElement.querySelector("pre, input")?.textContent || "";
      await toClipboard(text, copy);
      copy.classList.add("copied");
      setTimeout(() => copy.classList.remove("copied"), 1200);
    }
    // A menu closes when something in it, or something else, was chosen.
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(target) || target.closest("a, li button")) menu.removeAttribute("open");
    }
  });

  document.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key === "Escape") {
      const menu = document.querySelector("details[data-menu][open]");
      if (menu) { menu.removeAttribute("open"); menu.querySelector("summary").focus(); }
    }
  });

  window.slipway = {
    live() { root.dataset.live = "true"; },
    open(dialog) { if (!dialog.open) dialog.showModal(); },
    insert(field, text) {
      const at = field.selectionStart ?? field.value.length;
      field.setRangeText(text, at, field.selectionEnd ?? at, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
    },
    toEnd(element) { element.scrollTop = element.scrollHeight; },
    // Stays at the end of what grows, until the reader scrolls up; says so on the element for the style sheet.
    follow(element) {
      let following = true;
      const say = () => element.toggleAttribute("data-follows", following);
      element.addEventListener("scroll", () => {
        following = element.scrollHeight - element.scrollTop - element.clientHeight < 24;
        say();
      }, { passive: true });
      new MutationObserver(() => { if (following) element.scrollTop = element.scrollHeight; })
        .observe(element, { childList: true, characterData: true, subtree: true });
      element.scrollTop = element.scrollHeight;
      say();
    },
  };
})();
