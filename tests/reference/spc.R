# Rscript spc.R, run in this folder with Debian's r-base-core, writes spc.csv (24 months: answers,
# those satisfied, share, limits of the XmR and Laney p' charts) and prints the constants. The
# arithmetic is that of qcc: xbar.one with std.dev "MR", and p with Laney's sigma-z.
set.seed(24)
n <- round(exp(runif(24, log(200), log(900)))); level <- plogis(.5 + c(rnorm(16, 0, .18), rnorm(8, .45, .12)))
r <- rbinom(24, n, level); x <- r / n
moving <- abs(diff(x)); mean_mr <- mean(moving)
screened <- mean(moving[moving < 3.267 * mean_mr])
centre <- mean(x)
p <- sum(r) / sum(n); s <- sqrt(p * (1 - p) / n); z <- (x - p) / s; sigma_z <- mean(abs(diff(z))) / 1.128
out <- data.frame(month = 1:24, n, r, x, centre, lower = centre - 2.66 * mean_mr, upper = centre + 2.66 * mean_mr,
  screened_lower = centre - 2.66 * screened, screened_upper = centre + 2.66 * screened,
  laney_centre = p, laney_lower = p - 3 * s * sigma_z, laney_upper = p + 3 * s * sigma_z)
out[4:12] <- lapply(out[4:12], function(v) sprintf("%.15g", v))
write.csv(out, "spc.csv", row.names = FALSE, quote = FALSE)
cat(sprintf("mean mr %.15g screened %.15g sigma_z %.15g\n", mean_mr, screened, sigma_z))
