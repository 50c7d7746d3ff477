#include "dispatch.h"

#include <math.h>

// Only static functions pass vectors, so that no other code needs to agree on how.
#pragma clang diagnostic ignored "-Wpsabi"

#define BODY_FILE "layers_body.h"
#include "each_instruction_set.h"

void ckernels_softmax_gradient(float *logits, size_t rows, size_t columns, const int32_t *labels, float *losses,
                               CKernelsLevel level) {
  DISPATCH(level, softmax_gradient, logits, rows, columns, labels, losses);
}

void ckernels_tanh(float *values, size_t count, CKernelsLevel level) {
  DISPATCH(level, tanh, values, count);
}

void ckernels_relu(float *values, size_t count, CKernelsLevel level) {
  DISPATCH(level, relu, values, count);
}

void ckernels_tanh_gradient(const float *outputs, float *gradients, size_t count, CKernelsLevel level) {
  DISPATCH(level, tanh_gradient, outputs, gradients, count);
}

void ckernels_relu_gradient(const float *outputs, float *gradients, size_t count, CKernelsLevel level) {
  DISPATCH(level, relu_gradient, outputs, gradients, count);
}

void ckernels_scale_rows(float *values, size_t examples, size_t rows, size_t columns, const float *factors,
                         float *column_sums, CKernelsLevel level) {
  DISPATCH(level, scale_rows, values, examples, rows, columns, factors, column_sums);
}

void ckernels_squared_norms(const float *const *rows, const float *values, size_t count, size_t columns, float *norms,
                            CKernelsLevel level) {
  DISPATCH(level, squared_norms, rows, values, count, columns, norms);
}

void ckernels_column_sums(const float *values, size_t rows, size_t columns, float *sums, CKernelsLevel level) {
  DISPATCH(level, column_sums, values, rows, columns, sums);
}

void ckernels_add_scaled(const float *from, float factor, float *to, size_t count, CKernelsLevel level) {
  DISPATCH(level, add_scaled, from, factor, to, count);
}

void ckernels_max_pool(const float *image, size_t width, size_t channels, size_t size, size_t stride, size_t out_height,
                       size_t out_width, float *out, int32_t *places, CKernelsLevel level) {
  DISPATCH(level, max_pool, image, width, channels, size, stride, out_height, out_width, out, places);
}

void ckernels_max_pool_gradient(const float *gradients, const int32_t *places, size_t width, size_t channels,
                                size_t size, size_t stride, size_t out_height, size_t out_width, float *image,
                                CKernelsLevel level) {
  DISPATCH(level, max_pool_gradient, gradients, places, width, channels, size, stride, out_height, out_width, image);
}
