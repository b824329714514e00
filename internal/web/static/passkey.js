// Passkeys. A part of a page that needs them is hidden until this script finds
// that the browser has them; the forms beside it do without.
"use strict";
(() => {
  const P = window.PublicKeyCredential;
  if (!P || !P.parseRequestOptionsFromJSON || !P.parseCreationOptionsFromJSON) return;
  const ask = async (path, fields) => {
    const res = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
    return res.json();
  };
  for (const part of document.querySelectorAll("[data-passkey]")) {
    const path = part.dataset.passkey;
    const back = part.dataset.back || "";
    const button = part.querySelector("button");
    const wrong = part.querySelector('[role="alert"]');
    const label = part.querySelector("input");
    const fail = (text) => { wrong.textContent = text || wrong.dataset.text; };
    part.hidden = false;
    button.addEventListener("click", async () => {
      wrong.textContent = "";
      button.disabled = true;
      try {
        const begun = await ask(path + "/begin", { back });
        if (begun.to) { location.assign(begun.to); return; }
        if (!begun.options) { fail(begun.wrong); return; }
        const key = part.dataset.make === undefined
          ? await navigator.credentials.get({ publicKey: P.parseRequestOptionsFromJSON(begun.options) })
          : await navigator.credentials.create({ publicKey: P.parseCreationOptionsFromJSON(begun.options) });
        const done = await ask(path, { token: begun.token, answer: JSON.stringify(key.toJSON()), label: label ? label.value : "", back });
        if (done.to) { location.assign(done.to); return; }
        fail(done.wrong);
      } catch {
        fail("");
      } finally {
        button.disabled = false;
      }
    });
  }
})();
