/* The network as pyvis holds it. Its nodes, edges and options stand in the page as data, so that no name becomes code. */

const stored = JSON.parse(document.getElementById("network-data").textContent);
new vis.Network(document.getElementById("network"), { nodes: new vis.DataSet(stored.nodes), edges: new vis.DataSet(stored.edges) }, JSON.parse(stored.options));
