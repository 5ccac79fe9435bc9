# Rscript calibration.R, run in this folder with Debian's r-base-core and r-cran-survey, reads
# respondents.csv and writes calibration.csv (the weights of every row) and calibrated.csv (shares
# positive and their standard errors after calibration; the response model and its R-indicator).
library(survey)
x <- read.csv("respondents.csv"); x$top <- as.numeric(x$value >= 4)
d <- svydesign(ids = ~1, strata = ~force, weights = ~weight, data = x)
margins <- list(
  data.frame(crime = c("burglary", "robbery", "theft", "violence"), Freq = c(500, 220, 1500, 1080)),
  data.frame(sex = c("female", "male"), Freq = c(1700, 1600)),
  data.frame(age = c("18_34", "35_54", "55_over"), Freq = c(1000, 1150, 1150)))
total <- c(`(Intercept)` = 3300, crimerobbery = 220, crimetheft = 1500, crimeviolence = 1080,
           sexmale = 1600, age35_54 = 1150, age55_over = 1150)
form <- ~ crime + sex + age
linear <- calibrate(d, form, total, calfun = "linear", epsilon = 1e-12, maxit = 100)
logit <- calibrate(d, form, total, calfun = "logit", bounds = c(.3, 3), epsilon = 1e-13, maxit = 200)
raked <- rake(d, list(~crime, ~sex, ~age), margins, control = list(maxit = 500, epsilon = 1e-10, verbose = FALSE))
write.csv(data.frame(linear = sprintf("%.15g", weights(linear)), logit = sprintf("%.15g", weights(logit)),
                     raked = sprintf("%.15g", weights(raked))), "calibration.csv", row.names = FALSE, quote = FALSE)
out <- data.frame()
keep <- function(name, value) out <<- rbind(out, data.frame(name, value = sprintf("%.15g", value)))
designs <- list(linear = linear, logit = logit, raked = raked)
for (way in names(designs)) {
  g <- designs[[way]]
  m <- svymean(~top, g); keep(paste0(way, "/all/mean"), coef(m)); keep(paste0(way, "/all/se"), SE(m))
  for (by in c("force", "stage")) {
    b <- svyby(~top, reformulate(by), g, svymean)
    keep(paste0(way, "/", by, ":", b[[by]], "/mean"), b$top); keep(paste0(way, "/", by, ":", b[[by]], "/se"), b$se)
  }
}
# The same, every two answers of a force in a row from one person.
x$person <- ave(seq_len(nrow(x)), x$force, FUN = function(i) (seq_along(i) - 1) %/% 2)
twice <- svydesign(ids = ~person, strata = ~force, weights = ~weight, data = x, nest = TRUE)
g <- calibrate(twice, form, total, calfun = "linear", epsilon = 1e-12, maxit = 100)
keep("twice/all/se", SE(svymean(~top, g)))
b <- svyby(~top, ~stage, g, svymean); keep(paste0("twice/stage:", b$stage, "/se"), b$se)
# Who answered, of those asked, by crime and age.
asked <- expand.grid(crime = c("burglary", "theft", "violence"), age = c("18_34", "55_over"))
asked$n <- c(400, 900, 1200, 350, 700, 500); asked$r <- c(96, 170, 168, 161, 288, 165)
fit <- glm(cbind(r, n - r) ~ crime + age, binomial, asked, control = glm.control(epsilon = 1e-15))
keep(paste0("response/", asked$crime, "/", asked$age), fitted(fit))
keep("r-indicator", 1 - 2 * sd(rep(fitted(fit), asked$n)))
write.csv(out, "calibrated.csv", row.names = FALSE, quote = FALSE)
