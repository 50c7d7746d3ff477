#ifndef DPAUDIT_NORMAL_H
#define DPAUDIT_NORMAL_H

#include "dispatch.h"

#include <string.h>

#define LANES 16
#define INLINE static inline __attribute__((always_inline))

// Weighted minimax fits. ln(1+x) = x + x^2 (LOG0 + LOG1 x + ...), relative error 1.8e-7 on [sqrt(1/2), sqrt(2)) - 1;
// sin t = t + t z (SIN0 + SIN1 z + ...), error 2e-9, and cos t = 1 - z/2 + z^2 (COS0 + COS1 z), error 7e-8, z = t^2, on
// [-pi/4, pi/4].
#define LOG0 -0.500003219f
#define LOG1 0.333347142f
#define LOG2 -0.249712288f
#define LOG3 0.199068829f
#define LOG4 -0.172432244f
#define LOG5 0.161805063f
#define LOG6 -0.100823835f
#define SIN0 -0.166666508f
#define SIN1 0.00833197869f
#define SIN2 -0.000194956359f
#define COS0 0.0416612774f
#define COS1 -0.00136524497f

#define LOWER_HALF(vector) __builtin_shufflevector(vector, vector, 0, 1, 2, 3, 4, 5, 6, 7)
#define UPPER_HALF(vector) __builtin_shufflevector(vector, vector, 8, 9, 10, 11, 12, 13, 14, 15)

// Elements from ..< to of a group of draws, or all of so many groups at once; the first of them is at `offset` in the
// caller's array.
typedef struct {
  size_t group, from, to, offset;
} Part;

static inline Part part_of(size_t group, size_t from, size_t left, size_t offset, size_t size, size_t at_once) {
  Part part = {group, from, size, offset};
  if (from == 0 && left >= at_once * size)
    part.to = at_once * size;
  else if (left < size - from)
    part.to = from + left;
  return part;
}

static inline Part first_part(size_t first, size_t count, size_t size, size_t at_once) {
  return part_of(first / size, first % size, count, 0, size, at_once);
}

static inline Part next_part(Part part, size_t count, size_t size, size_t at_once) {
  size_t offset = part.offset + (part.to - part.from);
  return part_of(part.group + (part.to + size - 1) / size, 0, count - offset, offset, size, at_once);
}

#endif
