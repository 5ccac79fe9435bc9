# Rscript two_phase.R, run in this folder with Debian's r-base-core, r-cran-survey and r-cran-mass, reads
# two_phase_people.csv (900 made-up people who answered, of whom some said more) and writes
# two_phase.csv: raked weights of the second phase, shares and their standard errors.
library(survey)
people <- read.csv("two_phase_people.csv", stringsAsFactors = TRUE)
people$more <- people$said_more == 1
people$said[is.na(people$said)] <- 0
two <- twophase(id = list(~1, ~1), weights = list(~weight, NULL), subset = ~more, data = people,
                method = "approx")
raked <- calibrate(two, phase = 2, formula = ~ overall + informed + stage, calfun = "raking",
                   epsilon = 1e-12)
all <- svymean(~said, raked)
by <- svyby(~said, ~stage, raked, svymean)
domains <- c("all", paste0("stage:", by$stage))
w <- weights(raked)
write.csv(data.frame(
  name = c(paste0(domains, "/share"), paste0(domains, "/se"), paste0("weight/", seq_along(w))),
  value = as.numeric(c(coef(all), by$said, SE(all), by$se, w))
), "two_phase.csv", row.names = FALSE, quote = FALSE)
