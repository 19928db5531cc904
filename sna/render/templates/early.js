/* Before the page is first shown: until the engine is unpacked, the drawing stands where the map will be. */
if (window.DecompressionStream) document.documentElement.classList.add("live", "early");
