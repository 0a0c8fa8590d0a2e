"use strict";
// The review pages by keyboard and mouse. All HTML comes from our own server, escaped there; nothing is built from text here.

const token = document.querySelector("meta[name=token]").content;
const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

let waiting = false;

function wait(isWaiting) {
  waiting = isWaiting;
  find("#main").ariaBusy = String(isWaiting);
}

// What is on the screen

const eventNow = () => find("#event");
const items = () => findAll("#event [data-item]");
const itemNow = () => document.activeElement?.closest("[data-item]") ?? null;
const isDialogOpen = () => find("dialog[open]") !== null;
const addressOf = (name) => `/event/${encodeURIComponent(name)}${eventNow().dataset.query}`;
const query = () => Object.fromEntries(new URLSearchParams(location.search));

function say(text, isBad = false) {
  const place = find("#said");
  place.textContent = text;
  place.classList.toggle("bad", isBad);
  place.classList.toggle("shown", text !== "");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => place.classList.remove("shown"), isBad ? 6000 : 2200);
}

function showEvidence(number) {
  const pane = find(".articles");
  if (!pane) return;
  let first = null;
  for (const mark of findAll("[data-v]", pane)) {
    const isOn = number !== undefined && mark.dataset.v.split(" ").includes(number);
    mark.classList.toggle("on", isOn);
    first ??= isOn ? mark : null;
  }
  pane.classList.toggle("focusing", first !== null);
  if (!first) return;
  const folded = first.closest("details");
  if (folded) folded.open = true;
  if (matchMedia("(min-width: 901px)").matches) {
    const offset = first.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    if (offset < 60 || offset > pane.clientHeight - 60) pane.scrollTop += offset - pane.clientHeight / 3;
  }
}

function focusItem(item) {
  if (!item) return;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const rows = findAll("[data-row]");
  const all = eventNow() ? items() : rows;
  if (!all.length) return;
  const at = all.indexOf(eventNow() ? itemNow() : document.activeElement);
  focusItem(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
}

// Talking to the server

async function ask(address, options) {
  const answer = await fetch(address, options);
  const isJson = (answer.headers.get("content-type") ?? "").startsWith("application/json");
  const data = isJson ? await answer.json() : { wrong: (await answer.text()).trim() };
  if (!answer.ok) throw new Error(data.wrong || `the server answered ${answer.status}`);
  return data;
}

function show(answer, { push = true, focus = 0, toValue = false } = {}) {
  const page = new DOMParser().parseFromString(answer.html, "text/html");
  find("#main").replaceChildren(...page.body.childNodes);
  const progress = new DOMParser().parseFromString(answer.progress, "text/html");
  find("#progress").replaceChildren(...progress.body.childNodes);
  document.title = eventNow().dataset.title;
  if (push && answer.url !== location.pathname + location.search) history.pushState(null, "", answer.url);
  if (focus === 0) scrollTo(0, 0);
  const all = items();
  const wanted = focus > 0 && toValue ? all.findIndex((item, number) => number >= focus && item.dataset.item === "value") : focus;
  focusItem(all[wanted < 0 ? all.length - 1 : Math.min(wanted, all.length - 1)]);
}

async function go(address, push = true) {
  if (waiting) return;
  wait(true);
  try {
    show(await ask(address, { headers: { "X-Part": "1" } }), { push });
  } catch (error) {
    say(error.message, true);
  } finally {
    wait(false);
  }
}

// A page without an event, loaded anew in its place; the focus goes to the row named, or stays at its number.
async function reload(name) {
  const at = findAll("[data-row]").indexOf(document.activeElement);
  const answer = await fetch(location.pathname + location.search);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["#main", "#progress"]) find(part).replaceChildren(...find(part, page).childNodes);
  const rows = findAll("[data-row]");
  focusItem(rows.find((row) => row.id && row.id === name) ?? rows[at]);
}

async function decide(act, details = {}, { after = 0 } = {}) {
  if (waiting) return;
  wait(true);
  const at = items().indexOf(itemNow() ?? find("dialog[open]")?.returnTo);
  const body = JSON.stringify({ act, event: eventNow()?.dataset.event ?? "", ...query(), ...details });
  try {
    const headers = { "Content-Type": "application/json", "X-Token": token };
    const answer = await ask("/decide", { method: "POST", headers, body });
    find("dialog[open]")?.close(); // nothing behind it can be focused
    if (!answer.html || !eventNow()) {
      await reload(details.next);
    } else {
      show(answer, { focus: answer.moved ? 0 : Math.max(at + after, 0), toValue: after > 0 });
    }
    say(answer.said);
  } catch (error) {
    if (isDialogOpen()) find("dialog[open] .wrong").textContent = error.message;
    else say(error.message, true);
  } finally {
    wait(false);
  }
}

// Dialogs

let finish = null;

function open(dialog, whenDone) {
  finish = whenDone;
  const wrong = find(".wrong", dialog);
  if (wrong) wrong.textContent = "";
  dialog.returnTo = itemNow() ?? document.activeElement;
  dialog.showModal();
}

function close(dialog) {
  dialog.close();
  if (dialog.returnTo?.isConnected) dialog.returnTo.focus({ preventScroll: true });
}

function fill(list, options) {
  list.replaceChildren(...options.map(({ id, name, more = "" }, number) => {
    const option = document.createElement(list.tagName === "UL" ? "li" : "option");
    option.textContent = name;
    if (list.tagName === "UL") {
      option.id = `pick-${number}`;
      option.role = "option";
      option.dataset.id = id;
      option.ariaSelected = String(number === 0);
      if (more) {
        const rest = document.createElement("span");
        rest.className = "quiet";
        rest.textContent = ` ${more}`;
        option.append(rest);
      }
    } else {
      option.value = id;
    }
    return option;
  }));
}

function edit(item) {
  const field = item.dataset.field;
  const isNew = item.dataset.key === undefined || item.dataset.item === "empty" || item.dataset.do === "add";
  const choice = JSON.parse(eventNow().dataset.fields)[field];
  const [text, option, role, label] = ["#edit-text", "#edit-option", "#edit-role", "#edit-role-label"].map((name) => find(name));
  find("#edit-title").textContent = `${isNew ? "Add to" : "Edit"} ${field}`;
  find("#edit-hint").textContent = choice.description;
  fill(option, choice.options.map((name) => ({ id: name, name })));
  fill(role, choice.roles.map((name) => ({ id: name, name })));
  const hasOptions = choice.options.length > 0;
  [text.hidden, option.hidden] = [hasOptions, !hasOptions];
  find("label[for=edit-text]").hidden = hasOptions;
  role.hidden = label.hidden = choice.roles.length === 0;
  text.value = isNew ? "" : item.dataset.text;
  if (!isNew && hasOptions) option.value = item.dataset.text;
  if (!isNew && item.dataset.role) role.value = item.dataset.role;
  find("#edit-why").value = "";
  open(find("#edit"), () => decide("edit", {
    field,
    key: isNew ? "" : item.dataset.key,
    text: hasOptions ? option.value : text.value,
    role: role.hidden ? "" : role.value,
    why: find("#edit-why").value,
  }));
  (hasOptions ? option : text).focus();
  if (!hasOptions) text.select();
}

function pick({ title, hint, search, whenDone }) {
  const [box, list] = [find("#pick-search"), find("#pick-list")];
  find("#pick-title").textContent = title;
  find("#pick-hint").textContent = hint;
  box.value = "";
  fill(list, []);
  let asked = 0;
  const update = async () => {
    const number = ++asked;
    const options = await search(box.value);
    if (number === asked) {
      fill(list, options);
      mark(0);
    }
  };
  box.oninput = () => update().catch((error) => { find("#pick-wrong").textContent = error.message; });
  open(find("#pick"), () => {
    const chosen = find("[aria-selected=true]", list);
    return chosen && whenDone(chosen.dataset.id);
  });
  box.focus();
  return update();
}

async function acceptSure() {
  const [at, says] = [find("#sure-at"), find("#sure-says")];
  let asked = 0;
  const update = async () => {
    const number = ++asked;
    const answer = await ask(`/sure?${new URLSearchParams({ ...query(), at: at.value })}`);
    if (number === asked) says.textContent = answer.says;
  };
  at.oninput = () => update().catch((error) => { find("#sure-wrong").textContent = error.message; });
  open(find("#sure"), () => decide("accept-sure", { at: at.value }));
  at.focus();
  at.select();
  return update();
}

// On the page of an event it is that event; on the page of stories the one of the row, and then the next.
function decideEvent(act, from) {
  if (eventNow()) return decide(act);
  const row = from?.closest("[data-event]");
  if (!row) return say("open an event first: n", true);
  const rows = findAll("[data-event] [data-row]");
  const next = rows[rows.indexOf(find("[data-row]", row)) + 1]?.id;
  return decide(act, { event: row.dataset.event, next });
}

function mark(by) {
  const all = findAll("#pick-list li");
  const at = all.findIndex((option) => option.ariaSelected === "true");
  const now = Math.min(Math.max(at + by, 0), all.length - 1);
  all.forEach((option, number) => { option.ariaSelected = String(number === now); });
  all[now]?.scrollIntoView({ block: "nearest" });
  find("#pick-search").setAttribute("aria-activedescendant", all[now]?.id ?? "");
}

function join() {
  const event = eventNow().dataset.event;
  return pick({
    title: "Join with another event",
    hint: "Both become one event, now and in every later run. The most similar come first.",
    search: (text) => ask(`/similar?${new URLSearchParams({ event, q: text })}`),
    whenDone: (other) => decide("join", { other }),
  });
}

function split(article) {
  const all = findAll("#event .source").map((source) => ({ id: source.dataset.article, name: find("h2", source).textContent, more: find("header p", source).textContent }));
  if (all.length < 2) return say("an event of one article cannot be split", true);
  if (article) return decide("split", { article });
  return pick({
    title: "Split off an article",
    hint: "What it reports is another event, now and in every later run.",
    search: async (text) => all.filter(({ name, more }) => `${name} ${more}`.toLowerCase().includes(text.toLowerCase())),
    whenDone: (chosen) => decide("split", { article: chosen }),
  });
}

// What buttons and keys do

const value = (item) => ({ field: item.dataset.field, key: item.dataset.key });

const acts = {
  help: () => open(find("#help"), null),
  next: () => (eventNow().dataset.next ? go(addressOf(eventNow().dataset.next)) : say("that was the last event of this list")),
  previous: () => (eventNow().dataset.previous ? go(addressOf(eventNow().dataset.previous)) : say("this is the first event of this list")),
  "accept-event": (item, button) => decideEvent("accept-event", button ?? document.activeElement),
  "reject-event": (item, button) => decideEvent("reject-event", button ?? document.activeElement),
  "accept-sure": acceptSure,
  "accept-identical": () => decide("accept-identical"),
  accept: (item) => (item?.dataset.item === "value" ? decide("accept", value(item), { after: 1 }) : item?.dataset.item === "alternative" ? acts.choose(item) : item?.dataset.item === "event" ? decide("accept-event") : say("go to a value first: j", true)),
  reject: (item) => (item?.dataset.item === "value" ? decide("reject", value(item), { after: 1 }) : item?.dataset.item === "event" ? decide("reject-event") : say("go to a value first: j", true)),
  choose: (item) => (item?.dataset.other ? decide("choose", { ...value(item), other: item.dataset.other }) : say("go to an alternative first: j", true)),
  edit: (item) => (item && item.dataset.item !== "event" ? edit(item) : say("go to a value first: j", true)),
  add: (item) => (item?.dataset.field ? edit({ dataset: { field: item.dataset.field, item: "empty" } }) : say("go to a field first: j", true)),
  split: (item, button) => split(button?.dataset.article),
  join,
  undo: () => decide("undo"),
  redo: () => decide("redo"),
  settle: (item, button) => decide("settle", { event: button.closest("[data-difference]").dataset.event, decision: button.dataset.decision, key: button.dataset.settleKey }),
  story: () => (find("#story") ? location.assign(find("#story").href) : say("this event is in no story", true)),
  list: () => location.assign(`/${eventNow()?.dataset.query ?? ""}`),
  search: () => (find("#q") ? find("#q").focus() : location.assign("/#q")),
};

const keys = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
  n: acts.next, ArrowRight: acts.next, p: acts.previous, ArrowLeft: acts.previous,
  a: acts.accept, r: acts.reject, e: acts.edit, i: acts.add, c: acts.choose,
  A: acts["accept-event"], R: acts["reject-event"], I: acts["accept-identical"], s: acts.split, m: acts.join, B: acts["accept-sure"], t: acts.story,
  u: acts.undo, U: acts.redo, l: acts.list, "/": acts.search, "?": acts.help,
};
const anywhere = new Set(["j", "k", "ArrowDown", "ArrowUp", "n", "l", "/", "?", "A", "R", "B", "u", "U"]);

function chooseNumber(digit) {
  const item = itemNow();
  const list = item?.dataset.item === "value" ? item.nextElementSibling : item?.closest(".alternatives");
  const other = list?.matches(".alternatives") ? findAll(".alternative", list)[digit - 1] : null;
  return other ? acts.choose(other) : say(`no alternative ${digit} here`, true);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea") || isDialogOpen()) return;
  if (event.target.closest("button, summary") && ["Enter", " "].includes(event.key)) return;
  if (!eventNow() && event.key === "n") {
    find("[data-row]")?.click();
  } else if (/^[1-9]$/.test(event.key) && eventNow()) {
    chooseNumber(Number(event.key));
  } else if (keys[event.key] && (eventNow() || anywhere.has(event.key))) {
    keys[event.key](itemNow());
  } else {
    return;
  }
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do], [data-close]");
  if (!button) return;
  if ("close" in button.dataset) close(button.closest("dialog"));
  else acts[button.dataset.do]?.(button.closest("[data-item]") ?? button, button);
});

document.addEventListener("focusin", (event) => {
  const item = event.target.closest("[data-item]");
  if (item) showEvidence(item.dataset.number);
});

for (const dialog of findAll("dialog")) {
  dialog.addEventListener("submit", async (event) => {
    if (!finish) return;
    event.preventDefault();
    await finish();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close(dialog);
  });
}

find("#pick-search").addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  mark(by);
});

find("#pick-list").addEventListener("click", (event) => {
  const option = event.target.closest("li");
  if (!option) return;
  findAll("#pick-list li").forEach((other) => { other.ariaSelected = String(other === option); });
  find("#pick form").requestSubmit();
});

addEventListener("popstate", () => (eventNow() && location.pathname.startsWith("/event/") ? go(location.pathname + location.search, false) : location.reload()));

if (eventNow()) focusItem(items()[0]);
else if (location.hash) focusItem(document.getElementById(decodeURIComponent(location.hash.slice(1))));
