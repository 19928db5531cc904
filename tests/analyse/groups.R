# Measures of groups and of whole networks with sna, igraph and network.
# Arguments: a JSON file of networks (matrix of ones and zeros, directed, team), and where to write what is found.
suppressMessages(library(jsonlite))

spectral <- function(either, team) {
  # Echenique and Fryer's index of each person: eigenvalues of each part of each group's row-normalised matrix
  share <- either / pmax(rowSums(either), 1)
  found <- rep(0, nrow(either))
  for (group in unique(team)) {
    own <- which(team == group)
    parts <- sna::component.dist(either[own, own, drop = FALSE])$membership
    for (part in unique(parts)) {
      members <- own[parts == part]
      if (length(members) < 2) next
      all <- eigen(share[members, members])
      best <- which.max(Re(all$values))
      vector <- abs(Re(all$vectors[, best]))
      found[members] <- Re(all$values[best]) * vector / mean(vector)
    }
  }
  ifelse(rowSums(either) > 0, found, NA)
}

blau <- function(kinds) if (length(kinds)) 1 - sum(prop.table(table(kinds))^2) else NA

look <- function(one) {
  matrix <- one$matrix
  team <- one$team
  either <- 1 * ((matrix + t(matrix)) > 0)
  graph <- igraph::graph_from_adjacency_matrix(matrix, mode = if (one$directed) "directed" else "undirected")
  plain <- igraph::graph_from_adjacency_matrix(either, mode = "undirected")
  known <- network::network(matrix, directed = one$directed)
  network::set.vertex.attribute(known, "team", team)
  types <- as.integer(factor(team))
  list(
    density = sna::gden(matrix, mode = if (one$directed) "digraph" else "graph"),
    degree = sna::centralization(either, sna::degree, mode = "graph"),
    paths = sna::centralization(either, sna::betweenness, mode = "graph"),
    connectedness = sna::connectedness(either),
    isolates = length(sna::isolates(either)),
    components = igraph::components(plain)$no,
    transitivity = igraph::transitivity(plain, type = "global"),
    sna_transitivity = sna::gtrans(either, mode = "graph", measure = "weak"),
    distance = igraph::mean_distance(graph, directed = TRUE, unconnected = TRUE),
    returned = igraph::reciprocity(graph),
    edgewise = unname(sna::grecip(matrix, measure = "edgewise")),
    dyadic = unname(sna::grecip(matrix, measure = "dyadic.nonnull")),
    assortativity = igraph::assortativity_nominal(graph, types, directed = one$directed),
    mutual = {
      ends <- igraph::ends(graph, igraph::E(graph), names = FALSE)
      crosses <- team[ends[, 1]] != team[ends[, 2]]
      both <- igraph::which_mutual(graph)
      c(sum(crosses & both), sum(!crosses & both))
    },
    mixing = unclass(network::mixingmatrix(known, "team")),
    spectral = spectral(either, team),
    blau = sapply(seq_along(team), function(person) blau(team[either[person, ] > 0]))
  )
}

files <- commandArgs(trailingOnly = TRUE)
known <- fromJSON(files[1], simplifyDataFrame = FALSE)
write_json(lapply(known, look), files[2], digits = NA, na = "null", auto_unbox = TRUE)
