# Rscript counts.R, run in this folder with Debian's r-base-core and r-cran-surveillance, writes
# counts.csv (118 weeks and four: counts and exposures of three series) and counts_fitted.csv:
# of a season by harmonics, R's glm with the residuals, weights and threshold of surveillance, by
# series the mean, its error, phi and z of the newest week; then farringtonFlexible itself, whose
# baseline is the eleven weeks about the same week of the last two years.
suppressMessages(library(surveillance))
set.seed(7)
weeks <- 130; t <- (seq_len(weeks) - weeks) / 52; angle <- 2 * pi * ((seq_len(weeks) - 1) %% 52 + 1) / 52.18
series <- lapply(1:3, function(s) {
  n <- rpois(weeks, c(400, 90, 1500)[s])
  mu <- n * c(.03, .08, .01)[s] * exp(.2 * t + .3 * cos(angle) - .1 * sin(2 * angle))
  y <- rnbinom(weeks, mu = mu, size = mu / .8)
  y[60:62] <- y[60:62] * 4; y[weeks] <- y[weeks] * c(1, 2, 3)[s]
  data.frame(series = s, week = seq_len(weeks), y, n)
})
write.csv(do.call(rbind, series), "counts.csv", row.names = FALSE, quote = FALSE)

harmonic <- function(d) {
  x <- data.frame(y = d$y, n = d$n, t, c1 = cos(angle), s1 = sin(angle), c2 = cos(2 * angle), s2 = sin(2 * angle))
  base <- x[seq_len(weeks - 12), ]
  form <- y ~ t + c1 + s1 + c2 + s2 + offset(log(n))
  fit <- glm(form, quasipoisson, base, epsilon = 1e-12)
  s <- abs(surveillance:::anscombe.residuals(fit, max(summary(fit)$dispersion, 1)))
  base$w <- surveillance:::algo.farrington.assign.weights(s, 2.58)
  fit <- glm(form, quasipoisson, base, weights = w, epsilon = 1e-12)
  phi <- max(summary(fit)$dispersion, 1)
  p <- predict(fit, x[weeks, ], dispersion = phi, type = "response", se.fit = TRUE)
  lu <- surveillance:::algo.farrington.threshold.farrington(p$fit, p$se.fit, phi, "2/3", .025, d$y[weeks], "delta")
  c(p$fit, p$se.fit, phi, qnorm(lu$prob, lower.tail = FALSE))
}
flexible <- function(d) {
  st <- sts(matrix(d$y), frequency = 52, population = matrix(d$n))
  f <- farringtonFlexible(st, list(range = weeks, b = 2, w = 5, reweight = TRUE, weightsThreshold = 2.58,
    pThresholdTrend = 1, populationOffset = TRUE, noPeriods = 1, pastWeeksNotIncluded = 12, limit54 = c(0, 4),
    thresholdMethod = "delta", alpha = .025))
  c(f@control$expected[1], NA, f@control$phiVector[1], NA)
}
rows <- do.call(rbind, lapply(series, function(d) rbind(
  data.frame(how = "harmonics", series = d$series[1], t(unname(harmonic(d)))),
  data.frame(how = "flexible", series = d$series[1], t(unname(flexible(d)))))))
names(rows)[3:6] <- c("mean", "se", "phi", "z")
rows[3:6] <- lapply(rows[3:6], function(v) sprintf("%.12g", v))
write.csv(rows, "counts_fitted.csv", row.names = FALSE, quote = FALSE)
print(rows)
