// Keys of the staff console. Everything works without them: they move the focus,
// open a form, choose in a list, and never send anything. They are off while a
// field has the focus, and can be switched off for good (WCAG 2.2, 2.1.4).
"use strict";
(() => {
  const dialog = document.getElementById("keys");
  const opener = document.getElementById("keys-open");
  const off = document.getElementById("keys-off");
  const store = "hulan-keys";
  const isOff = () => { try { return localStorage.getItem(store) === "off"; } catch { return false; } };
  if (dialog && opener && off) {
    opener.hidden = false;
    opener.addEventListener("click", () => dialog.showModal());
    off.checked = isOff();
    off.addEventListener("change", () => {
      try { off.checked ? localStorage.setItem(store, "off") : localStorage.removeItem(store); } catch { /* private mode keeps nothing */ }
    });
  }

  const links = () => [...document.querySelectorAll('[data-key="items"] a[href]')];
  const move = (by) => {
    const all = links();
    if (!all.length) return;
    let at = all.indexOf(document.activeElement);
    if (at < 0) at = all.findIndex((a) => a.getAttribute("aria-current"));
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const open = (details) => {
    if (!details) return false;
    details.open = true;
    const field = details.querySelector("select, textarea, input:not([type=hidden])");
    (field || details.querySelector("summary")).focus();
    details.scrollIntoView({ block: "nearest" });
    return true;
  };
  const step = (event) => open(document.querySelector(`[data-step="${event}"]`));
  const outcome = (code) => {
    if (!step("respond")) return;
    const list = document.getElementById("outcome");
    list.value = code;
    list.focus();
  };
  const go = { q: "/staff/queue", o: "/staff/overview", m: "/staff/me" };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    a: () => outcome("not_personal"),
    r: () => outcome("masked"),
    h: () => outcome("removed"),
    n: () => step("respond"),
    e: () => open(document.querySelector('[data-key="hand"]')),
    c: () => { const b = document.querySelector('#claim [value="claim"]'); if (b) b.focus(); },
    b: () => { for (const x of document.querySelectorAll(".unblur")) x.checked = !x.checked; },
    "/": () => { const f = document.querySelector('[data-key="find"]'); f ? f.focus() : location.assign("/staff/queue#find"); },
    "?": () => { if (dialog && !dialog.open) dialog.showModal(); },
  };

  let before = "";
  document.addEventListener("keydown", (e) => {
    const at = e.target;
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || isOff() || (dialog && dialog.open)) return;
    if (at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName))) return;
    if (before === "g") {
      before = "";
      if (go[e.key]) { e.preventDefault(); location.assign(go[e.key]); }
      return;
    }
    if (e.key === "g") { before = "g"; setTimeout(() => { before = ""; }, 1500); return; }
    if (Object.hasOwn(keys, e.key)) { e.preventDefault(); keys[e.key](); }
  });

  // After a step the reader hears what happened and begins at the heading; after
  // a mistake, at the list of mistakes.
  const errors = document.querySelector(".errors");
  if (errors) errors.focus();
  else if (document.querySelector('[data-key="done"]')) document.getElementById("th")?.focus();
})();
