/* Begin, with the view that stands in the address, or else with the one that was saved with the file. */

reshape();
showFindings();
buildPicks();
buildFilters();
buildMonths();
showView("group");
new ResizeObserver(resized).observe(map);
document.documentElement.classList.add("ready");
readAddress(location.hash.slice(1) || JSON.parse(element("view").textContent));
