#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PIECES size_t pieces, size_t length, size_t stride

#define BODY_FILE "product_body.h"
#include "each_instruction_set.h"

void ckernels_rows_by_matrix(const float *const *rows, size_t row_count, PIECES, const float *matrix, size_t columns,
                             const float *start, float *out, CKernelsLevel level) {
  CKernelsLevel best = ckernels_best_level();
  switch (level < best ? level : best) {
#if defined(__x86_64__)
  case CKernelsLevelAVX512:
    rows_by_matrix_avx512(rows, row_count, pieces, length, stride, matrix, columns, start, out);
    return;
  case CKernelsLevelAVX2:
    rows_by_matrix_avx2(rows, row_count, pieces, length, stride, matrix, columns, start, out);
    return;
#endif
  default:
    rows_by_matrix_baseline(rows, row_count, pieces, length, stride, matrix, columns, start, out);
  }
}

void ckernels_rows_transposed_by_gradients(const float *const *rows, size_t row_count, PIECES, const float *gradients,
                                           size_t columns, float keep, float *out, CKernelsLevel level) {
  CKernelsLevel best = ckernels_best_level();
  switch (level < best ? level : best) {
#if defined(__x86_64__)
  case CKernelsLevelAVX512:
    rows_transposed_by_gradients_avx512(rows, row_count, pieces, length, stride, gradients, columns, keep, out);
    return;
  case CKernelsLevelAVX2:
    rows_transposed_by_gradients_avx2(rows, row_count, pieces, length, stride, gradients, columns, keep, out);
    return;
#endif
  default:
    rows_transposed_by_gradients_baseline(rows, row_count, pieces, length, stride, gradients, columns, keep, out);
  }
}
