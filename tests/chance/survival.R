# The Kaplan-Meier curve with Greenwood's interval on the scale of log(-log), and Fisher's test.
# Arguments: a JSON file of samples (days, came, first, second), and where to write what is found.
suppressMessages({
  library(jsonlite)
  library(survival)
})

look <- function(one) {
  curve <- survfit(Surv(one$days, one$came) ~ 1, conf.type = "log-log")
  steps <- curve$n.event > 0
  tables <- matrix(c(one$first, one$second), nrow = 2)
  list(
    days = I(curve$time[steps]),
    at_risk = I(curve$n.risk[steps]),
    share = I(1 - curve$surv[steps]),
    low = I(1 - curve$upper[steps]),
    high = I(1 - curve$lower[steps]),
    fisher = fisher.test(tables)$p.value
  )
}

files <- commandArgs(trailingOnly = TRUE)
samples <- fromJSON(files[1], simplifyDataFrame = FALSE, simplifyMatrix = FALSE)
write_json(lapply(samples, look), files[2], auto_unbox = TRUE, digits = NA, na = "null")
