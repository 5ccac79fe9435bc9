# Rscript plot_the_dots.R REPOSITORY, run in this folder with Debian's r-base-core, r-cran-dplyr,
# r-cran-stringr, r-cran-tidyselect, r-cran-assertthat, r-cran-rlang and r-cran-magrittr, and the
# source of NHSRplotthedots 0.2.2 (github.com/nhs-r-community/NHSRplotthedots, MIT) in REPOSITORY, writes
# plot_the_dots.csv: a row a point of made-up series, with limits as in the package, its label and
# direction, and on the last point what the package says of a target.
source_of <- commandArgs(TRUE)[1]
suppressMessages({library(dplyr); library(rlang)})
for (file in c("ptd_spc_standard", "ptd_calculate_point_type", "ptd_calculate_assurance_type"))
  source(file.path(source_of, "R", paste0(file, ".R")))
set.seed(311)
label <- function(y, direction) {
  options <- list(value_field = "y", date_field = "x", screen_outliers = TRUE, improvement_direction = direction, target = 1)
  data <- data.frame(y = y, x = seq_along(y), rebase = 0)
  ptd_calculate_point_type(ptd_spc_standard(data, options), c(increase = 1, decrease = -1, neutral = 0)[[direction]])
}
assure <- function(d, direction, target) {
  d <- mutate(d, target = target); attr(d, "options") <- list(target = target, improvement_direction = direction)
  ptd_calculate_assurance_type(d)$assurance_type
}
series <- c(
  lapply(1:16, function(i) round(rnorm(24, 50, 5))),                       # whole numbers, so that points tie
  lapply(1:6, function(i) round(c(rnorm(12, 50, 4), rnorm(12, 50 + 1.2 * i, 4)), 1)),
  lapply(1:6, function(i) round(50 + 5 * sin(seq_len(24) / (1 + i)) + rnorm(24), 1)),
  list(c(50, 51, 49, 50, 51, 49, 62, 57, 58, 50, 49, 51, 50, 49, 51, 50, 49, 51, 50, 49),          # one outside, two near
       c(50, 40, 41, 42, 43, 44, 45, 46, 45, 44, 43, 42, 41, 40, 50, 60, 40, 52, 47, 50),          # a rise, then a fall
       c(50, 40, 41, 42, 43, 44, 45, 46, 46, 45, 44, 43, 42, 41, 40, 60, 40, 52, 47, 50)))         # with a tie between
rows <- bind_rows(lapply(seq_along(series), function(i) {
  direction <- c("increase", "decrease", "neutral")[1 + i %% 3]
  d <- label(series[[i]], direction); last <- d[nrow(d), ]
  target <- c(last$upl + .5, last$lpl - .5, last$mean_col, last$upl - .5)[1 + (i %/% 3) %% 4]
  ends <- rep(NA, nrow(d) - 1)
  data.frame(series = i, value = d$y, centre = d$mean_col, lower = d$lpl, upper = d$upl,
    cause = d$special_cause_type, direction = direction, target = c(ends, target),
    assurance = c(ends, assure(d, direction, target)))
}))
rows[c("centre", "lower", "upper", "target")] <- lapply(rows[c("centre", "lower", "upper", "target")],
  function(v) ifelse(is.na(v), "", sprintf("%.15g", v)))
write.csv(rows, "plot_the_dots.csv", row.names = FALSE, quote = FALSE, na = "")
print(table(rows$cause)); print(table(rows$assurance, useNA = "always"))
