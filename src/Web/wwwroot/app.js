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

  // A connection that was lost because the session has ended does not come back: the page goes to the sign-in by itself.
  document.addEventListener("components-reconnect-state-changed", async event => {
    if (event.detail?.state !== "show") return;
    const me = await fetch(new URL("api/v1/me", document.baseURI), { cache: "no-store" }).catch(() => null);
    if (me?.status === 401) location.reload();
  }, true);

  // Completion of ${variables} in a textarea[data-completes]: the list is the server's, here it opens where one is begun.
  const begun = field => /(?<!\$)\$\{(\w*)$/.exec(field.value.slice(0, field.selectionStart));
  const listOf = field => document.getElementById(field.dataset.completes);
  const shown = list => [...list.children].filter(option => !option.hidden);
  const choose = (field, list, option) => {
    for (const other of list.children) other.setAttribute("aria-selected", other === option);
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const close = field => {
    listOf(field).hidden = true;
    field.removeAttribute("aria-activedescendant");
  };
  const complete = field => {
    const list = listOf(field), word = begun(field);
    if (!word) return close(field);
    for (const option of list.children) option.hidden = !option.dataset.name.startsWith(word[1]);
    const [first] = shown(list);
    if (!first) return close(field);
    list.hidden = false;
    choose(field, list, first);
  };
  const take = (field, option) => {
    const end = field.selectionStart, start = end - begun(field)[0].length;
    field.setSelectionRange(start, field.value[end] === "}" ? end + 1 : end);
    close(field);
    window.slipway.insert(field, "${" + option.dataset.name + "}");
  };
  const completing = event => event.target instanceof HTMLTextAreaElement && event.target.dataset.completes ? event.target : null;

  document.addEventListener("input", event => { const field = completing(event); if (field) complete(field); });
  document.addEventListener("focusout", event => { const field = completing(event); if (field) close(field); });
  document.addEventListener("mousedown", event => {
    const option = event.target instanceof Element ? event.target.closest(".completion > [role=option]") : null;
    // The field keeps the focus and its cursor.
    if (option) { event.preventDefault(); take(document.querySelector(`[data-completes="${option.parentElement.id}"]`), option); }
  });
  document.addEventListener("keydown", event => {
    const field = completing(event), list = field && listOf(field);
    if (!list || list.hidden) return;
    const options = shown(list), at = options.findIndex(option => option.id === field.getAttribute("aria-activedescendant"));
    if (event.key === "ArrowDown") choose(field, list, options[(at + 1) % options.length]);
    else if (event.key === "ArrowUp") choose(field, list, options[(at - 1 + options.length) % options.length]);
    else if (event.key === "Enter" || event.key === "Tab") take(field, options[at]);
    else if (event.key === "Escape") close(field);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

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
