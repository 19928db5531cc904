# Reads every export with R's igraph, network and jsonlite and says what is in it, as JSON.
suppressMessages({library(igraph); library(jsonlite)})
folder <- commandArgs(trailingOnly = TRUE)[1]
setwd(folder)

told <- function(graph, label) {
  ends <- as_edgelist(graph, names = FALSE)
  list(nodes = vertex_attr(graph, label), source = ends[, 1], target = ends[, 2],
       weight = as.numeric(edge_attr(graph, "weight")), directed = is_directed(graph))
}

listed <- function() {
  nodes <- read.csv("nodes.csv", encoding = "UTF-8", colClasses = "character")
  ties <- read.csv("ties.csv", encoding = "UTF-8")
  graph <- graph_from_data_frame(ties, directed = ties$directed[1] == "True", vertices = nodes)
  told(graph, "label")
}

kumu <- function() {
  read <- fromJSON("kumu.json")
  list(nodes = read$elements$label, source = match(read$connections$from, read$elements$label),
       target = match(read$connections$to, read$elements$label), weight = read$connections$weight,
       directed = read$connections$direction[1] == "directed")
}

paj <- function() {
  read <- suppressMessages(network::read.paj("network.net"))
  ends <- network::as.edgelist(read)
  weights <- network::as.edgelist(read, attrname = network::list.edge.attributes(read)[1])
  list(nodes = network::network.vertex.names(read), source = ends[, 1], target = ends[, 2],
       directed = network::is.directed(read))
}

siena <- function() {
  source("load.R", local = TRUE)
  list(waves = length(waves), nodes = actors$name, ties = sum(waves[[1]] == 1))
}

found <- list(
  graphml = told(read_graph("network.graphml", format = "graphml"), "name"),
  pajek = told(read_graph("network.net", format = "pajek"), "id"),
  dl = told(read_graph("network.dl", format = "dl"), "name"),
  csv = listed(), kumu = kumu(), paj = paj(), siena = siena()
)
writeLines(toJSON(found, auto_unbox = TRUE, digits = NA), "found.json", useBytes = TRUE)
