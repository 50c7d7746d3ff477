#ifndef DPAUDIT_CKERNELS_H
#define DPAUDIT_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// An instruction set that a kernel was compiled for. Every level gives the same bits, but for the two products of rows,
/// `ckernels_rows_by_matrix` and `ckernels_rows_transposed_by_gradients`.
typedef enum {
  CKernelsLevelBaseline = 0,
  CKernelsLevelAVX2 = 1,
  CKernelsLevelAVX512 = 2,
} CKernelsLevel;

/// The best level that this processor supports.
CKernelsLevel ckernels_best_level(void);

/// The address of a stream of Philox4x32-10 words: block b is the cipher of the counter (b, stream[0], stream[1],
/// stream[2]) under `key`.
typedef struct {
  uint32_t key[2];
  uint32_t stream[3];
} CKernelsStream;

/// Adds `scale` times a standard normal of a stream to each of `count` values: normal first + i to value i.
///
/// A normal is a function of stream and number alone: Philox words through Box-Muller. |normal| is at most
/// sqrt(66 ln 2) = 6.77. Below, too, a level that the processor lacks falls back to the best that it has.
void ckernels_add_gaussian(float *values, size_t count, size_t first, float scale, const CKernelsStream *stream,
                           CKernelsLevel level);

/// Takes `rate` times (sum_i plus `scale` times normal i of the stream) from parameter i.
void ckernels_descend(float *parameters, const float *sum, size_t count, float rate, float scale,
                      const CKernelsStream *stream, CKernelsLevel level);

/// The sum of direction_i times normal i of the stream, in single precision within 64 terms and in double across.
double ckernels_project_gaussian(const float *direction, size_t count, const CKernelsStream *stream,
                                 CKernelsLevel level);

/// `counts[c]` gets the number of draws i of first ..< first + count whose coin is c and whose normal, number i of the
/// stream, is above `cutoffs[c]`. The coin of draw 64 * (first / 64) + b is bit b % 32 of coins[b / 32]; the array covers
/// whole groups of 64.
void ckernels_count_gaussian(size_t counts[2], const uint32_t *coins, size_t count, size_t first,
                             const float cutoffs[2], const CKernelsStream *stream, CKernelsLevel level);

/// Adds `scale` times a Laplace number of scale 1 to each of `count` values: number first + i of the stream to value i.
void ckernels_add_laplace(float *values, size_t count, size_t first, float scale, const CKernelsStream *stream,
                          CKernelsLevel level);

/// The words of the groups first ..< first + groups of a stream, 64 words a group: word 16 j + lane of group g is the
/// j-th of block 16 g + lane.
void ckernels_fill_words(uint32_t *words, size_t groups, size_t first, const CKernelsStream *stream,
                         CKernelsLevel level);

/// The key and the nonce of a ChaCha20 stream, as little-endian words.
typedef struct {
  uint32_t key[8];
  uint32_t nonce[3];
} CKernelsCipher;

/// Fills bytes from the operating system's generator; returns 0, or the error number.
int ckernels_entropy(void *bytes, size_t count);

/// Words of the ChaCha20 blocks counter ..< counter + 16: word 16 j + b is the j-th of block counter + b.
void ckernels_chacha20(uint32_t words[256], uint32_t counter, const CKernelsCipher *cipher, CKernelsLevel level);

/// Adds `scale` times a standard normal to each of `count` values and rounds the sum to the nearest multiple of
/// `spacing`, a power of two, without a branch or an address that depends on words or values.
void ckernels_release_gaussian(float *values, size_t count, double scale, double spacing, const CKernelsCipher *cipher,
                               CKernelsLevel level);

/// With w_j = exp(logs_j + tilt losses_j - peak), peak the largest exponent, which is returned: `sums` gets the sums of
/// w, of w loss, of w loss^2, and of w with alternating signs; `weights`, where not null, the w.
///
/// `count` is a multiple of 8; a padding node has log -1e300 and loss 0. A level that the processor lacks falls back
/// to the best that it has.
double ckernels_tilted_sums(const double *logs, const double *losses, size_t count, double tilt, double *weights,
                            double sums[4], CKernelsLevel level);

/// Turns every angle, given by cosine and sine, by its step; then `sums` gets the weighted sums of sine^2 over the even
/// and over the odd nodes, and of sine times cosine over the even and over the odd ones.
///
/// `count` is a multiple of 8. A level that the processor lacks falls back to the best that it has.
void ckernels_rotated_sums(double *cosines, double *sines, const double *step_cosines, const double *step_sines,
                           const double *weights, size_t count, double sums[4], CKernelsLevel level);

/// out[r] = start + row r times the matrix: the product of `row_count` rows, each where its pointer says, by a matrix.
///
/// A row is `pieces` stretches of `length` floats that begin `stride` floats apart (a convolution reads a patch of an
/// image so; a plain row is one piece). Shapes: matrix (pieces * length, columns), start (columns) or null for zeros, out
/// (row_count, columns), all row-major. Of `matrix` and `start`, 15 floats beyond the end are read and not used.
/// The last bits depend on the level, as those of a BLAS depend on its kernels.
void ckernels_rows_by_matrix(const float *const *rows, size_t row_count, size_t pieces, size_t length, size_t stride,
                             const float *matrix, size_t columns, const float *start, float *out, CKernelsLevel level);

/// out = keep * out + the sum over r of row r, as a column, times row r of `gradients`.
///
/// Rows as above. Shapes: gradients (row_count, columns), out (pieces * length, columns), row-major. Of `gradients`, 15
/// floats beyond the end are read and not used. With keep = 0, `out` is not read.
void ckernels_rows_transposed_by_gradients(const float *const *rows, size_t row_count, size_t pieces, size_t length,
                                           size_t stride, const float *gradients, size_t columns, float keep,
                                           float *out, CKernelsLevel level);

/// Turns (rows, columns) logits into softmax - one-hot label, the gradient of the cross-entropy; `losses` gets it in nats.
///
/// Of `logits`, 15 floats beyond the end are read and not used. These kernels for layers give the same bits at every level.
void ckernels_softmax_gradient(float *logits, size_t rows, size_t columns, const int32_t *labels, float *losses,
                               CKernelsLevel level);

/// values = tanh(values), within 2e-7. Of `values`, 15 floats beyond the end are read and not used.
void ckernels_tanh(float *values, size_t count, CKernelsLevel level);

/// values = max(values, 0).
void ckernels_relu(float *values, size_t count, CKernelsLevel level);

/// gradients = gradients * (1 - outputs^2).
void ckernels_tanh_gradient(const float *outputs, float *gradients, size_t count, CKernelsLevel level);

/// gradients = gradients where outputs > 0, else 0.
void ckernels_relu_gradient(const float *outputs, float *gradients, size_t count, CKernelsLevel level);

/// Multiplies the rows of example e in (examples, rows, columns) `values` by factors[e], then adds them to `column_sums`.
void ckernels_scale_rows(float *values, size_t examples, size_t rows, size_t columns, const float *factors,
                         float *column_sums, CKernelsLevel level);

/// norms = the squared norm of each row: where its pointer says, or with null for `rows`, of (count, columns) `values`.
///
/// Of the last row, 15 floats beyond the end are read and not used.
void ckernels_squared_norms(const float *const *rows, const float *values, size_t count, size_t columns, float *norms,
                            CKernelsLevel level);

/// sums = the sum of the rows of (rows, columns) `values`.
void ckernels_column_sums(const float *values, size_t rows, size_t columns, float *sums, CKernelsLevel level);

/// to = to + factor * from.
void ckernels_add_scaled(const float *from, float factor, float *to, size_t count, CKernelsLevel level);

/// The largest of each window of size x size, for each channel, and the number of its place in the window.
///
/// `image` is (height, width, channels), `out` and `places` (out_height, out_width, channels).
void ckernels_max_pool(const float *image, size_t width, size_t channels, size_t size, size_t stride, size_t out_height,
                       size_t out_width, float *out, int32_t *places, CKernelsLevel level);

/// Adds each gradient to `image` at the place that was largest.
void ckernels_max_pool_gradient(const float *gradients, const int32_t *places, size_t width, size_t channels,
                                size_t size, size_t stride, size_t out_height, size_t out_width, float *image,
                                CKernelsLevel level);

#endif
