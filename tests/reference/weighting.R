# Rscript weighting.R, run in this folder with Debian's r-base-core and r-cran-survey, writes
# weighting.csv: 400 simulated respondents of one force with the weights that survey::rake gives.
library(survey)
set.seed(20260930)
n <- 400
crime <- sample(c("burglary", "robbery", "theft", "violence"), n, TRUE, c(.2, .1, .3, .4))
sex <- sample(c("female", "male", "unknown"), n, TRUE, c(.5, .4, .1))
age <- sample(c("18_34", "35_54", "55_over"), n, TRUE, c(.2, .3, .5))
design <- ifelse(crime == "theft", 4, 1)
margins <- list(
  data.frame(crime = c("burglary", "robbery", "theft", "violence"), Freq = c(300, 100, 1400, 1200)),
  data.frame(sex = c("female", "male", "unknown"), Freq = c(1350, 1450, 200)),
  data.frame(age = c("18_34", "35_54", "55_over"), Freq = c(1200, 1100, 700)))
start <- svydesign(ids = ~1, weights = ~design, data = data.frame(crime, sex, age, design))
raked <- rake(start, list(~crime, ~sex, ~age), margins,
              control = list(maxit = 500, epsilon = 1e-12, verbose = FALSE))
w <- weights(raked)
capped <- svydesign(ids = ~1, weights = ~c, data = data.frame(crime, sex, age, c = pmin(w, 2 * median(w))))
again <- weights(rake(capped, list(~crime, ~sex, ~age), margins,
                      control = list(maxit = 500, epsilon = 1e-12, verbose = FALSE)))
out <- data.frame(crime, sex, age, design,
                  raked = sprintf("%.15g", w), trimmed_at_2 = sprintf("%.15g", again))
write.csv(out, "weighting.csv", row.names = FALSE, quote = FALSE)
cat(sprintf("n*sum(w^2)/sum(w)^2 = %.15g\n", n * sum(w^2) / sum(w)^2))
