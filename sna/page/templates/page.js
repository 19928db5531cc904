"use strict";
// Files and folders that are dropped, and how far it is; everything else is plain forms.
const form = document.querySelector(".drop");
const send = async (files) => {
  const body = new FormData();
  body.append("token", form.elements.token.value);
  for (const [name, file] of files) body.append("files", file, name);
  form.classList.add("busy");
  form.querySelector("label").textContent = "Copying…";
  const answer = await fetch(form.action, { method: "POST", body });
  location.assign(answer.redirected ? answer.url : "/files");
};
const walk = async (entry, files) => {
  if (entry.isFile) {
    files.push([entry.fullPath.slice(1), await new Promise((good, bad) => entry.file(good, bad))]);
    return;
  }
  const reader = entry.createReader();
  // a reader gives a hundred entries at a time, and none at the end
  for (let some; (some = await new Promise((good, bad) => reader.readEntries(good, bad))).length; )
    for (const inner of some) await walk(inner, files);
};
if (form) {
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"])
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      form.classList.toggle("over", kind === "dragenter" || kind === "dragover");
    });
  document.addEventListener("drop", async (event) => {
    const files = [];
    const plain = [...event.dataTransfer.files].map((file) => [file.name, file]);
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    for (const entry of entries) await walk(entry, files);
    if (files.length || plain.length) send(files.length ? files : plain);
  });
  for (const input of form.querySelectorAll("input[type=file]")) input.addEventListener("change", () => form.submit());
}
const line = document.querySelector("[data-running]");
const look = async () => {
  const { state, line: text, seconds, remaining } = await (await fetch("/progress")).json();
  if (state !== "running") return location.assign(state === "done" ? "/answer" : "/making");
  line.textContent = `${text} · ${seconds} s${remaining >= 0 ? `, about ${remaining} s left` : ""}`;
  setTimeout(look, 400);
};
if (line) look();
