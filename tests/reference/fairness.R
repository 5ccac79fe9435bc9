# Rscript fairness.R, run in this folder with Debian's r-base-core, r-cran-survey, r-cran-metafor and
# r-cran-lme4, reads respondents.csv and funnel.csv and writes fairness.csv: case-mix
# standardisation, gaps, shrinkage and corrections for many comparisons.
library(survey); library(lme4)
x <- read.csv("respondents.csv"); x$top <- as.numeric(x$value >= 4)
out <- data.frame()
keep <- function(name, value) out <<- rbind(out, data.frame(name, value = sprintf("%.15g", value)))
d <- svydesign(ids = ~1, strata = ~force, weights = ~weight, data = x)
exactly <- glm.control(epsilon = 1e-15, maxit = 100)

# Indirect standardisation: one logistic model of crime and stage over all forces.
fit <- svyglm(top ~ crime + stage, d, family = quasibinomial(), control = exactly)
keep(paste0("model/", names(coef(fit))), coef(fit)); keep(paste0("model/", names(coef(fit)), "/se"), SE(fit))
nation <- weighted.mean(x$top, x$weight)
for (f in sort(unique(x$force))) {
  at <- x$force == f; w <- x$weight[at]
  raw <- weighted.mean(x$top[at], w); expected <- weighted.mean(fitted(fit)[at], w)
  keep(paste0("indirect/", f, "/ratio"), raw / expected); keep(paste0("indirect/", f, "/share"), raw / expected * nation)
}
# Direct standardisation over crime alone.
mix <- tapply(x$weight, x$crime, sum) / sum(x$weight)
for (f in sort(unique(x$force))) {
  at <- x$force == f
  cells <- sapply(names(mix), function(k) { in_k <- at & x$crime == k; w <- x$weight[in_k]
    p <- weighted.mean(x$top[in_k], w); c(p, p * (1 - p) * sum(w^2) / sum(w)^2) })
  keep(paste0("direct/", f, "/share"), sum(mix * cells[1, ])); keep(paste0("direct/", f, "/se"), sqrt(sum(mix^2 * cells[2, ])))
}

# Gap between women and men: raw, and with crime, stage and age held as they are.
m <- svyby(~top, ~sex, d, svymean, covmat = TRUE)
g <- svycontrast(m, c(female = 1, male = -1)); keep("gap/raw", coef(g)); keep("gap/raw/se", SE(g))
fit <- svyglm(top ~ sex + crime + stage + age, d, family = quasibinomial(), control = exactly)
as_if <- function(sex) { y <- x; y$sex <- sex; y }
mean_of <- function(b, data) { X <- model.matrix(~ sex + crime + stage + age,
  transform(data, sex = factor(sex, c("female", "male")))); weighted.mean(plogis(X %*% b), x$weight) }
slope <- function(b, data) { X <- model.matrix(~ sex + crime + stage + age,
  transform(data, sex = factor(sex, c("female", "male")))); p <- plogis(X %*% b)[, 1]
  colSums(X * (p * (1 - p) * x$weight)) / sum(x$weight) }
b <- coef(fit)
effect <- mean_of(b, as_if("female")) - mean_of(b, as_if("male"))
turn <- slope(b, as_if("female")) - slope(b, as_if("male"))
keep("gap/standardised", effect); keep("gap/standardised/se", sqrt(drop(t(turn) %*% vcov(fit) %*% turn)))
# Kitagawa's split of the same gap by crime mix.
part <- function(s) { y <- x[x$sex == s, ]; list(mix = tapply(y$weight, y$crime, sum) / sum(y$weight),
  p = sapply(split(y, y$crime), function(z) weighted.mean(z$top, z$weight))) }
a <- part("female"); c <- part("male")
keep("gap/mix", sum((a$mix - c$mix) * (a$p + c$p) / 2)); keep("gap/within", sum((a$p - c$p) * (a$mix + c$mix) / 2))
keep("gap/detectable", (qnorm(.975) + qnorm(.8)) * SE(g))

# Shrinkage: beta-binomial by maximum likelihood over the 43 forces of funnel.csv.
f <- read.csv("funnel.csv")
minus <- function(t) { a <- plogis(t[1]) * exp(t[2]); b <- plogis(-t[1]) * exp(t[2])
  -sum(lbeta(f$r + a, f$n - f$r + b) - lbeta(a, b)) }
best <- optim(c(.4, 4), minus, method = "BFGS", control = list(reltol = 1e-16, maxit = 1000))
best <- nlm(minus, best$par, gradtol = 1e-12, steptol = 1e-14, iterlim = 1000)
a <- plogis(best$estimate[1]) * exp(best$estimate[2]); b <- plogis(-best$estimate[1]) * exp(best$estimate[2])
keep("shrinkage/a", a); keep("shrinkage/b", b); keep("shrinkage/loglik", -best$minimum)
for (i in c(1, 5, 20, 31)) {
  keep(paste0("shrinkage/", f$force[i], "/share"), (f$r[i] + a) / (f$n[i] + a + b))
  keep(paste0("shrinkage/", f$force[i], "/lower"), qbeta(.025, f$r[i] + a, f$n[i] - f$r[i] + b))
  keep(paste0("shrinkage/", f$force[i], "/upper"), qbeta(.975, f$r[i] + a, f$n[i] - f$r[i] + b))
}
# A second opinion by another model: random intercepts on the logit scale.
mixed <- glmer(cbind(r, n - r) ~ 1 + (1 | force), f, family = binomial, nAGQ = 25)
for (i in c(1, 5, 20, 31)) keep(paste0("glmer/", f$force[i], "/share"), plogis(coef(mixed)$force[f$force[i], 1]))

# Many comparisons at once.
p <- c(.001, .008, .012, .041, .042, .06, .074, .205, .212, .36)
keep(paste0("bh/", seq_along(p)), p.adjust(p, "BH")); keep(paste0("by/", seq_along(p)), p.adjust(p, "BY"))

# The functions that all of this stands on.
keep("pbeta/.3/7.5/40", pbeta(.3, 7.5, 40)); keep("pbeta/.62/2500.25/1500.5", pbeta(.62, 2500.25, 1500.5))
keep("pbeta/.01/.5/.5", pbeta(.01, .5, .5)); keep("pbeta/.999/300/2", pbeta(.999, 300, 2))
keep("qbeta/.025/270.5/190.25", qbeta(.025, 270.5, 190.25)); keep("qbeta/.975/.5/12", qbeta(.975, .5, 12))
keep("digamma/.3", digamma(.3)); keep("digamma/57.25", digamma(57.25))
keep("trigamma/.3", trigamma(.3)); keep("trigamma/57.25", trigamma(57.25)); keep("lgamma/57.25", lgamma(57.25)); keep("lgamma/.3", lgamma(.3))
write.csv(out, "fairness.csv", row.names = FALSE, quote = FALSE)
