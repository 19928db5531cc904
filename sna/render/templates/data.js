/*
 * What the page was given. The types of the scene are made from its Structs (sna/render/map/scene.py), those the scripts
 * share besides stand in tests/js/page.d.ts; tests/js/run checks all scripts against both. Whatever stands in the page is
 * "any" there; the browser tests look at that.
 */

/** @type {(id: string) => any} */
const element = (id) => document.getElementById(id);
/** @type {Scene} */
const scene = JSON.parse(element("scene").textContent);
/* What pyvis hands over; null where people are so many that the page's own canvas bears the map. */
const engineData = JSON.parse(element("engine-data").textContent);
/* The page as it was sent, before anything on it changes: a view of it can be saved as another file. */
const sent = document.documentElement.outerHTML;
