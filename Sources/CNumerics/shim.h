// The only door to C numerics. gsl_cblas.h must never be reached from here: its CBLAS_TRANSPOSE clashes with the one
// of cblas.h, and linking libgslcblas would shadow OpenBLAS. The headers below do not pull it in; gsl_sf.h and
// gsl_randist.h would.
#include <cblas.h>
#include <fftw3.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>
#include <gsl/gsl_version.h>
#include <gnu/libc-version.h>

// The version of the GSL that is linked. Swift takes the variable itself for shared mutable state.
static inline const char *cnumerics_gsl_version(void) { return gsl_version; }

// Transforms in place. Swift does not import FFTW's type of complex numbers, an array.
static inline fftw_plan cnumerics_forward_plan(int count, double *values) {
  return fftw_plan_dft_r2c_1d(count, values, (fftw_complex *)values, FFTW_ESTIMATE);
}
static inline fftw_plan cnumerics_inverse_plan(int count, double *values) {
  return fftw_plan_dft_c2r_1d(count, (fftw_complex *)values, values, FFTW_ESTIMATE);
}
static inline void cnumerics_forward(fftw_plan plan, double *values) {
  fftw_execute_dft_r2c(plan, values, (fftw_complex *)values);
}
static inline void cnumerics_inverse(fftw_plan plan, double *values) {
  fftw_execute_dft_c2r(plan, (fftw_complex *)values, values);
}

// LAPACK, which is in OpenBLAS: eigenvalues, ascending, and eigenvectors of a symmetric matrix, which they replace as rows.
void dsyevd_(const char *job, const char *triangle, const int *size, double *matrix, const int *leading, double *values,
             double *work, const int *work_size, int *integers, const int *integers_size, int *info);
