// SPDX-License-Identifier: Apache-2.0

// Elements of the page. Texts become text nodes, never markup.

const byId = (id) => document.getElementById(id);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, handler] of Object.entries(value)) made.addEventListener(event, handler);
    else if (typeof value === "boolean") made.toggleAttribute(name, value);
    else if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function flagBadge(flag) {
  return element("span", {class: "flag", title: meaningOfFlag[flag] || ""}, flag);
}

/** A table of what a figure shows, for those who cannot see it. */
function dataTable(summary, headings, rows) {
  const head = element("tr", {}, ...headings.map((text) => element("th", {scope: "col"}, text)));
  const body = rows.map((row) => element("tr", {}, ...row.map((text) => element("td", {}, text))));
  return element("details", {class: "no-print"}, element("summary", {}, "Figure as a table"),
                 element("div", {class: "wide", tabindex: "0", role: "region", "aria-label": `${summary} as a table`},
                         element("table", {}, element("caption", {}, summary), element("thead", {}, head),
                                 element("tbody", {}, ...body))));
}
