# Graph correlation and its QAP test with sna.
# Arguments: a JSON file of pairs of networks (first, second: matrices), and where to write what is found.
suppressMessages(library(jsonlite))
set.seed(1)

look <- function(pair) {
  graphs <- array(dim = c(2, nrow(pair$first), ncol(pair$first)))
  graphs[1, , ] <- pair$first
  graphs[2, , ] <- pair$second
  test <- sna::qaptest(graphs, sna::gcor, g1 = 1, g2 = 2, reps = 2000)
  list(
    correlation = sna::gcor(pair$first, pair$second),
    observed = test$testval, mean = mean(test$dist), spread = sd(test$dist),
    at_least = test$pgreq, at_most = test$pleeq
  )
}

files <- commandArgs(trailingOnly = TRUE)
known <- fromJSON(files[1], simplifyDataFrame = FALSE)
write_json(lapply(known, look), files[2], digits = NA, auto_unbox = TRUE)
