# A worker in R: a count with Laplace noise, of datasets that are counts. Run it with Rscript --vanilla laplace.R

# The draws of a trial come from a generator whose state is its seed: 20 digits in three words, twice.
seed_generator <- function(seed) {
  digits <- paste0(strrep("0", 20 - nchar(seed)), seed)
  words <- as.integer(substring(digits, c(1, 8, 15), c(7, 14, 20))) + 1L
  assign(".Random.seed", c(10407L, words, words), envir = globalenv())
  runif(10)
}

number <- function(line, key) {
  as.numeric(sub(paste0('.*"', key, '":([-+.eE0-9]+).*'), "\\1", line))
}

input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0 && !grepl('"type":"bye"', line, fixed = TRUE)) {
  if (grepl('"type":"hello"', line, fixed = TRUE)) {
    counts <- c(number(line, "excluded"), number(line, "included"))
    scale <- 1 / number(line, "epsilon")
    cat('{"type":"hello","protocol":1,"name":"laplace-r","version":"1",',
        '"libraries":{"R":"', format(getRversion()), '"},"seeded":true,"output":{"kind":"number"}}\n', sep = "")
  } else {
    trials <- regmatches(line, gregexpr('[0-9]+,[01],"[0-9]+"', line))[[1]]
    outputs <- vapply(strsplit(gsub('"', "", trials), ","), function(trial) {
      seed_generator(trial[3])
      noise <- scale * (rexp(1) - rexp(1))
      sprintf("[%s,%.17g]", trial[1], counts[as.integer(trial[2]) + 1] + noise)
    }, "")
    block <- sprintf('{"type":"results","id":%.0f,"outputs":[', number(line, "id"))
    cat(block, paste(outputs, collapse = ","), "]}\n", sep = "")
  }
  flush(stdout())
}
