#include "dispatch.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PIECES size_t pieces, size_t length, size_t stride

#define BODY_FILE "product_body.h"
#include "each_instruction_set.h"

void ckernels_rows_by_matrix(const float *const *rows, size_t row_count, PIECES, const float *matrix, size_t columns,
                             const float *start, float *out, CKernelsLevel level) {
  DISPATCH(level, rows_by_matrix, rows, row_count, pieces, length, stride, matrix, columns, start, out);
}

void ckernels_rows_transposed_by_gradients(const float *const *rows, size_t row_count, PIECES, const float *gradients,
                                           size_t columns, float keep, float *out, CKernelsLevel level) {
  DISPATCH(level, rows_transposed_by_gradients, rows, row_count, pieces, length, stride, gradients, columns, keep,
           out);
}
