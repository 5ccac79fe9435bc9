# Rscript design.R, run in this folder with Debian's r-base-core and r-cran-survey, reads
# respondents.csv and writes design.csv: means and their standard errors, stratified by force.
library(survey)
x <- read.csv("respondents.csv"); x$top <- as.numeric(x$value >= 4); x$bottom <- as.numeric(x$value <= 2)
out <- data.frame()
keep <- function(name, value) out <<- rbind(out, data.frame(name, value = sprintf("%.15g", value)))
d <- svydesign(ids = ~1, strata = ~force, weights = ~weight, data = x)
for (score in c("value", "top", "bottom")) {
  m <- svymean(reformulate(score), d); keep(paste0("all/", score, "/mean"), coef(m)); keep(paste0("all/", score, "/se"), SE(m))
  for (by in c("crime", "stage", "force")) {
    b <- svyby(reformulate(score), reformulate(by), d, svymean)
    keep(paste0(by, ":", b[[by]], "/", score, "/mean"), b[[score]]); keep(paste0(by, ":", b[[by]], "/", score, "/se"), b$se)
  }
}
# Finite population: three times as many victims as answers in every force.
x$N <- 3 * ave(x$value, x$force, FUN = length)
f <- svydesign(ids = ~1, strata = ~force, weights = ~weight, fpc = ~N, data = x)
b <- svyby(~top, ~crime, f, svymean); keep(paste0("fpc/crime:", b$crime, "/top/se"), b$se)
# Intervals of a share from its standard error.
for (level in sort(unique(x$crime))) {
  s <- d[x$crime == level, ]
  for (method in c("beta", "logit")) {
    i <- attr(svyciprop(~top, s, method = method), "ci")
    keep(paste0(method, "/crime:", level, "/lower"), i[1]); keep(paste0(method, "/crime:", level, "/upper"), i[2])
  }
  keep(paste0("df/crime:", level), degf(s))
}
write.csv(out, "design.csv", row.names = FALSE, quote = FALSE)
