/* The network as pyvis holds it. Its nodes, edges and options stand in the page as data, so that no name becomes code. */

const [holder, block] = ["network", "engine-data"].map((id) => /** @type {HTMLElement} */ (document.getElementById(id)));
const stored = JSON.parse(block.textContent || "");
new vis.Network(holder, { nodes: new vis.DataSet(stored.nodes), edges: new vis.DataSet(stored.edges) }, JSON.parse(stored.options));
