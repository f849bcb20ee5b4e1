"use strict";
const boxes = [...document.querySelectorAll("input[data-severity]")];
const rule = document.getElementById("rule");
const search = document.getElementById("search");
const shown = document.getElementById("shown");

function filter() {
  const levels = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.severity));
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const file of document.querySelectorAll("section.file")) {
    const name = file.querySelector("h2").textContent.toLowerCase();
    let left = 0;
    for (const finding of file.querySelectorAll(".finding")) {
      const text = name + finding.textContent.toLowerCase();
      const fits = levels.has(finding.dataset.severity) && (!rule.value || rule.value === finding.dataset.rule) && words.every((word) => text.includes(word));
      finding.hidden = !fits;
      left += fits;
    }
    file.hidden = !left;
    count += left;
  }
  shown.textContent = count + " shown";
}

if (shown) {
  [...boxes, rule, search].forEach((control) => control.addEventListener("input", filter));
  filter();
}
