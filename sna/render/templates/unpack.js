/*
 * The engine stands in the page compressed. It is unpacked and run as a script of the page, which the page's policy admits
 * by its hash and nothing else. A browser too old to unpack it keeps the drawing, the findings and the table.
 */

/** @type {(id: string) => Promise<void>} */
async function unpacked(id) {
  const bytes = Uint8Array.from(atob(element(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const text = await new Response(stream).text();
  const rule = window.trustedTypes?.createPolicy("engine", { createScript: (script) => script });
  const script = document.createElement("script");
  script.text = rule ? rule.createScript(text) : text;
  document.head.append(script);
}

try {
  if (engineData) await unpacked("engine-code");
} catch {
  document.documentElement.classList.remove("live", "early");
  return;
}
