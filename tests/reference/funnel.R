# Rscript funnel.R, run in this folder with Debian's r-base-core and r-cran-metafor, writes
# funnel.csv: 43 simulated forces (F05, F20 and F31 planted) and the limits of each at
# 95 % and 99.8 %, exact binomial and with additive over-dispersion on the arcsine scale.
library(metafor)
set.seed(43)
n <- round(exp(runif(43, log(60), log(4000))))
p <- plogis(qlogis(.62) + rnorm(43, 0, .12)); p[c(5, 20, 31)] <- c(.45, .78, .55)
r <- rbinom(43, n, p)
theta <- sum(r) / sum(n)
exact <- function(q, n) {
  at <- qbinom(q, n, theta)
  (at - (pbinom(at, n, theta) - q) / dbinom(at, n, theta)) / n
}
y <- asin(sqrt(r / n)); y0 <- asin(sqrt(theta)); s <- 1 / (2 * sqrt(n)); z <- (y - y0) / s
edge <- quantile(z, c(.1, .9), type = 7); zw <- pmin(pmax(z, edge[1]), edge[2])
phi <- mean(zw^2) / (.8 - 2 * qnorm(.9) * dnorm(qnorm(.9)) + .2 * qnorm(.9)^2); w <- 1 / s^2; G <- 43
tau2 <- max(0, (G * phi - (G - 1)) / (sum(w) - sum(w^2) / sum(w)))
wide <- function(k) sin(pmin(pmax(y0 + k * sqrt(s^2 + tau2), 0), pi / 2))^2
out <- data.frame(force = sprintf("F%02d", 1:43), r, n,
  exact_001 = exact(.001, n), exact_025 = exact(.025, n), exact_975 = exact(.975, n), exact_999 = exact(.999, n),
  wide_001 = wide(qnorm(.001)), wide_025 = wide(qnorm(.025)), wide_975 = wide(qnorm(.975)), wide_999 = wide(qnorm(.999)))
out[4:11] <- lapply(out[4:11], function(x) sprintf("%.15g", x))
write.csv(out, "funnel.csv", row.names = FALSE, quote = FALSE)
# The same formula without winsorising is metafor's DerSimonian-Laird estimate:
dl <- rma(yi = y, vi = s^2, method = "DL")
cat(sprintf("theta %.15g phi %.15g tau2 %.15g\n", theta, phi, tau2))
cat(sprintf("DL, not winsorised, about its own mean: tau2 %.15g mean %.15g\n", dl$tau2, dl$beta[1]))
