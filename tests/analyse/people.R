# Reads networks (JSON) from the first file, measures everybody with sna and igraph, and writes JSON to the second.
# Lengths of ties are 1 / weight; nodes are numbered from 1.
suppressMessages({
  library(jsonlite)
  library(igraph)
})

fragmentation <- function(graph) {
  n <- vcount(graph)
  sizes <- components(graph, mode = "weak")$csize
  if (n < 2) NA else 1 - sum(sizes * (sizes - 1)) / (n * (n - 1))
}

measure <- function(network) {
  matrix <- matrix(0, network$people, network$people)
  for (tie in network$ties) {
    matrix[tie[[1]], tie[[2]]] <- tie[[3]]
    if (!network$directed) matrix[tie[[2]], tie[[1]]] <- tie[[3]]
  }
  mode <- if (network$directed) "directed" else "undirected"
  graph <- graph_from_adjacency_matrix(matrix, mode = mode, weighted = TRUE)
  weight <- E(graph)$weight
  length <- if (ecount(graph) > 0) 1 / weight else NULL
  steps <- distances(graph, mode = "in", weights = NA)
  reached <- rowSums(is.finite(steps)) - 1
  roles <- sna::brokerage(1 * (matrix > 0), unlist(network$group))$raw.nli
  list(
    roles = unname(roles[, c("w_I", "w_O", "b_OI", "b_IO", "b_O", "t"), drop = FALSE]),
    sna_betweenness = sna::betweenness(1 * (matrix > 0), gmode = if (network$directed) "digraph" else "graph"),
    betweenness = betweenness(graph, directed = TRUE, weights = length),
    harmonic = harmonic_centrality(graph, mode = "in", weights = length),
    reached = reached,
    closeness = closeness(graph, mode = "in", weights = rep(1, ecount(graph))),
    two_steps = ego_size(graph, order = 2, mode = "out") - 1,
    constraint = constraint(graph, weights = weight),
    degree = degree(as.undirected(graph)),
    strength = strength(graph, mode = "all"),
    without = sapply(seq_len(network$people), function(one) fragmentation(delete_vertices(graph, one)))
  )
}

paths <- commandArgs(trailingOnly = TRUE)
networks <- read_json(paths[1])
write_json(lapply(networks, measure), paths[2], digits = NA, na = "null")
