/* What the machine can do at most, on each of some threads at once: products and sums in float32, memory traffic,
 * normal variates. Prints a JSON line for each.
 *
 *     cc -O3 -march=native -mprefer-vector-width=512 -ffast-math -pthread limits.c -lm && ./a.out [THREADS [REPEATS]]
 */
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* 24 sums of 16 numbers that do not wait for each other: enough for two units of four cycles. */
typedef float lanes __attribute__((vector_size(64)));
enum { SUMS = 24 };

static float multiply_and_add(long times) {
  lanes sums[SUMS], factor = {0}, term = {0};
  factor += 0.999f;
  term += 1e-3f;
  for (int i = 0; i < SUMS; i++) sums[i] = factor + (float)i;
  for (long time = 0; time < times; time++) {
#pragma GCC unroll 24
    for (int i = 0; i < SUMS; i++) sums[i] = sums[i] * factor + term;
  }
  for (int i = 1; i < SUMS; i++) sums[0] += sums[i];
  return sums[0][0] + sums[0][9];
}

/* Three arrays of 128 MiB, far beyond the caches. */
enum { ELEMENTS = 1 << 25 };

static void triad(float *restrict result, const float *restrict first, const float *restrict second) {
  for (long i = 0; i < ELEMENTS; i++) result[i] = first[i] + 3.0f * second[i];
}

/* Box and Muller on blocks that stay in the first cache; the bits are Marsaglia's xorshift128, in 16 lanes. */
enum { BLOCK = 2048 };
typedef uint32_t words __attribute__((vector_size(64)));

static void fill(uint32_t *restrict bits, words state[4]) {
  words x = state[0], y = state[1], z = state[2], w = state[3];
  for (int i = 0; i < BLOCK; i += 16) {
    words t = x ^ (x << 11);
    x = y, y = z, z = w;
    w ^= (w >> 19) ^ t ^ (t >> 8);
    memcpy(bits + i, &w, sizeof w);
  }
  state[0] = x, state[1] = y, state[2] = z, state[3] = w;
}

static void normals(float *restrict result, words state[4]) {
  static __thread float radius[BLOCK / 2];
  static __thread uint32_t bits[BLOCK];
  fill(bits, state);
  for (int i = 0; i < BLOCK / 2; i++)
    radius[i] = sqrtf(-2.0f * logf(((float)(int32_t)(bits[i] >> 8) + 0.5f) * 0x1p-24f));
  for (int i = 0; i < BLOCK / 2; i++) {
    /* Two bits choose the quarter of the circle, the rest an angle of at most an eighth to either side. */
    uint32_t quarter = bits[BLOCK / 2 + i] >> 30;
    float x = (float)(int32_t)(bits[BLOCK / 2 + i] << 2) * (float)(M_PI / 4 * 0x1p-31), square = x * x;
    float sine = x + x * square * (-1.6666655e-1f + square * (8.3321609e-3f - square * 1.9515296e-4f));
    float cosine = 1 + square * (-0.5f + square * (4.1666646e-2f + square * (-1.3887316e-3f + square * 2.4433157e-5f)));
    float first = quarter & 1 ? sine : cosine, second = quarter & 1 ? cosine : sine;
    result[i] = radius[i] * (quarter & 2 ? -first : first);
    result[BLOCK / 2 + i] = radius[i] * (quarter & 2 ? -second : second);
  }
}

typedef enum { MULTIPLY_AND_ADD, TRIAD, NORMALS, KINDS } kind;
static const char *const names[KINDS] = {"multiply-add", "memory", "normals"};
static const char *const units[KINDS] = {"FLOP/s", "B/s", "normals/s"};

typedef struct {
  kind kind;
  pthread_barrier_t *barrier;
  float *arrays[3], block[BLOCK], sink;
  double wall, cpu;
} worker;

static double work_of(kind kind) {
  switch (kind) {
  case MULTIPLY_AND_ADD: return 2.0 * 16 * SUMS * 4000000;
  case TRIAD: return 12.0 * ELEMENTS;
  default: return 8192.0 * BLOCK;
  }
}

static void *work(void *argument) {
  worker *own = argument;
  pthread_barrier_wait(own->barrier);
  double wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_THREAD_CPUTIME_ID);
  switch (own->kind) {
  case MULTIPLY_AND_ADD: own->sink += multiply_and_add(4000000); break;
  case TRIAD: triad(own->arrays[0], own->arrays[1], own->arrays[2]); break;
  default: {
    words state[4];
    for (int i = 0; i < 4; i++)
      for (uint32_t lane = 0; lane < 16; lane++) state[i][lane] = 0x9e3779b9u * (16 * (uint32_t)i + lane + 1);
    for (int i = 0; i < 8192; i++) {
      normals(own->block, state);
      own->sink += own->block[i % BLOCK];
    }
  }
  }
  own->wall = now(CLOCK_MONOTONIC) - wall;
  own->cpu = now(CLOCK_THREAD_CPUTIME_ID) - cpu;
  return NULL;
}

static int ascending(const void *first, const void *second) {
  double difference = *(const double *)first - *(const double *)second;
  return (difference > 0) - (difference < 0);
}

int main(int count, char **arguments) {
  int threads = count > 1 ? atoi(arguments[1]) : 1, repeats = count > 2 ? atoi(arguments[2]) : 7;
  if (threads < 1 || repeats < 1) {
    fprintf(stderr, "usage: limits [THREADS [REPEATS]], both at least 1\n");
    return 2;
  }
  worker *workers = calloc((size_t)threads, sizeof *workers);
  pthread_t *started = calloc((size_t)threads, sizeof *started);
  double *rates = calloc((size_t)repeats, sizeof *rates), *per_cpu = calloc((size_t)repeats, sizeof *per_cpu);
  pthread_barrier_t barrier;
  pthread_barrier_init(&barrier, NULL, (unsigned)threads);
  for (int thread = 0; thread < threads; thread++)
    for (int array = 0; array < 3; array++) {
      workers[thread].arrays[array] = malloc(sizeof(float) * ELEMENTS);
      memset(workers[thread].arrays[array], 0, sizeof(float) * ELEMENTS);
    }
  for (kind kind = 0; kind < KINDS; kind++) {
    for (int repeat = -1; repeat < repeats; repeat++) {
      for (int thread = 0; thread < threads; thread++) {
        workers[thread].kind = kind;
        workers[thread].barrier = &barrier;
        if (pthread_create(&started[thread], NULL, work, &workers[thread]) != 0) return 1;
      }
      double slowest = 0, cpu = 0;
      for (int thread = 0; thread < threads; thread++) {
        pthread_join(started[thread], NULL);
        slowest = fmax(slowest, workers[thread].wall);
        cpu += workers[thread].cpu;
      }
      if (repeat < 0) continue;
      rates[repeat] = work_of(kind) * threads / slowest;
      per_cpu[repeat] = work_of(kind) * threads / cpu;
    }
    qsort(rates, (size_t)repeats, sizeof *rates, ascending);
    qsort(per_cpu, (size_t)repeats, sizeof *per_cpu, ascending);
    printf(
        "{\"bench\": \"limit\", \"case\": \"%s\", \"threads\": %d, \"repeats\": %d, \"median\": %.6g, \"best\": %.6g, "
        "\"worst\": %.6g, \"per_cpu\": %.6g, \"unit\": \"%s\"}\n",
        names[kind], threads, repeats, rates[repeats / 2], rates[repeats - 1], rates[0], per_cpu[repeats / 2],
        units[kind]);
  }
  return 0;
}
