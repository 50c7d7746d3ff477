// The only door to C numerics. gsl_cblas.h must never be reached from here: its CBLAS_TRANSPOSE clashes with the one
// of cblas.h, and linking libgslcblas would shadow OpenBLAS. The headers below do not pull it in; gsl_sf.h and
// gsl_randist.h would.
#include <cblas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>
#include <gsl/gsl_version.h>
#include <gnu/libc-version.h>

// The version of the GSL that is linked. Swift takes the variable itself for shared mutable state.
static inline const char *cnumerics_gsl_version(void) { return gsl_version; }
