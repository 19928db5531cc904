/* What the page was given. */

const element = (id) => document.getElementById(id);
const scene = JSON.parse(element("scene").textContent);
const engineData = JSON.parse(element("engine-data").textContent);
