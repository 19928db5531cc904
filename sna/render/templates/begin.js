/* Begin. */

reshape();
showFindings();
buildFilters();
showView("group");
new ResizeObserver(resized).observe(map);
document.documentElement.classList.add("ready");
readAddress();
