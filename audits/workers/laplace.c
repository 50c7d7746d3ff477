/* A worker in C: a count with Laplace noise, of datasets that are counts. cc -O2 -o laplace laplace.c -lm */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double number(const char *line, const char *key) {
  return strtod(strstr(line, key) + strlen(key), NULL);
}
static double uniform(uint64_t *state) {
  uint64_t z = *state += 0x9E3779B97F4A7C15u; /* SplitMix64 */
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return (((z ^ (z >> 31)) >> 12) + 0.5) * 0x1p-52;
}

int main(void) {
  char *line = NULL; size_t size = 0;
  double counts[2] = {0, 0}, scale = 1;
  while (getline(&line, &size, stdin) > 0 && !strstr(line, "\"type\":\"bye\"")) {
    if (strstr(line, "\"type\":\"hello\"")) {
      counts[0] = number(line, "\"excluded\":"), counts[1] = number(line, "\"included\":");
      scale = 1 / number(line, "\"epsilon\":");
      puts("{\"type\":\"hello\",\"protocol\":1,\"name\":\"laplace-c\",\"version\":\"1\",\"libraries\":{},"
           "\"seeded\":true,\"output\":{\"kind\":\"number\"}}");
    } else {
      printf("{\"type\":\"results\",\"id\":%.0f,\"outputs\":[", number(line, "\"id\":"));
      for (char *at = strstr(line, "[["); at && *++at == '[';) { /* [trial,world,"seed"],... */
        long long trial = strtoll(at + 1, &at, 10), world = strtoll(at + 1, &at, 10);
        uint64_t seed = strtoull(at + 2, &at, 10);
        double up = -log(uniform(&seed)), down = -log(uniform(&seed));
        printf("[%lld,%.17g]%s", trial, counts[world] + scale * (up - down), *(at += 2) == ',' ? "," : "");
      }
      puts("]}");
    }
    fflush(stdout);
  }
}
