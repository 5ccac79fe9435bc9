# Rscript respondents.R, run in this folder with Debian's r-base-core, writes respondents.csv:
# 1,500 simulated answers of six forces, with design weights, that the other scripts read.
set.seed(20261001)
n <- 1500
force <- sample(sprintf("F%d", 1:6), n, TRUE, c(.3, .2, .2, .12, .1, .08))
crime <- sample(c("burglary", "robbery", "theft", "violence"), n, TRUE, c(.2, .1, .3, .4))
stage <- sample(c("ST1", "ST2", "ST3a"), n, TRUE, c(.5, .3, .2))
sex <- sample(c("female", "male"), n, TRUE, c(.55, .45))
age <- sample(c("18_34", "35_54", "55_over"), n, TRUE, c(.2, .35, .45))
level <- c(F1 = .1, F2 = -.2, F3 = .3, F4 = 0, F5 = -.5, F6 = .2)[force] +
  c(burglary = .4, robbery = .1, theft = 0, violence = -.4)[crime] +
  c(ST1 = .3, ST2 = 0, ST3a = -.5)[stage] + ifelse(sex == "female", -.25, 0) +
  c(`18_34` = -.3, `35_54` = 0, `55_over` = .3)[age]
value <- 6 - pmin(5, 1 + rowSums(outer(rlogis(n) - level, c(-.9, .3, .8, 1.7), ">")))
weight <- round(ifelse(crime == "theft", 3, 1) * exp(rnorm(n, 0, .3)), 4)
write.csv(data.frame(force, crime, stage, sex, age, value, weight), "respondents.csv",
          row.names = FALSE, quote = FALSE)
