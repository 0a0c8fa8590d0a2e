"use strict";
(() => {
  const form = document.querySelector(".filters");
  const rows = [...document.querySelectorAll(".events > li[data-flags]")].map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
    flags: row.dataset.flags.split(" "),
  }));
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const search = form.querySelector("input[type=search]");
  const output = form.querySelector("output");

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = boxes.filter((box) => box.checked).map((box) => box.value);
    let shown = 0;
    for (const { row, text, flags } of rows) {
      const fits = words.every((word) => text.includes(word)) && wanted.every((flag) => flags.includes(flag));
      row.hidden = !fits;
      shown += fits;
    }
    output.textContent = words.length || wanted.length ? `${shown} of ${rows.length}` : "";
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();

  // A value that is pointed at shows its words in the articles.
  let lit = [];
  function light(value) {
    for (const mark of lit) mark.classList.remove("lit");
    lit = [];
    if (!value) return;
    const name = value.dataset.v;
    const marks = value.closest(".event").querySelectorAll(".evidence [data-v]");
    lit = [...marks].filter((mark) => mark.dataset.v.split(" ").includes(name));
    for (const mark of lit) mark.classList.add("lit");
  }
  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => light(event.target.closest?.(".value")));
  }
  document.addEventListener("focusin", (event) => {
    if (event.target.closest?.(".value") && lit.length) lit[0].scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input")) return;
    const page = document.querySelector(".event:target, .event:has(:target)");
    if (event.key === "/") {
      location.hash = "#events";
      search.focus();
      event.preventDefault();
    } else if (page && (event.key === "j" || event.key === "k")) {
      page.querySelector(event.key === "j" ? "[rel=next]" : "[rel=prev]")?.click();
    }
  });
})();
