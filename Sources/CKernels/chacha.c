#include "normal.h"

#include <errno.h>
#include <sys/random.h>

#define BODY_FILE "chacha_body.h"
#include "each_instruction_set.h"

int ckernels_entropy(void *bytes, size_t count) {
  for (size_t done = 0; done < count;) {
    ssize_t got = getrandom((char *)bytes + done, count - done, 0);
    if (got < 0 && errno != EINTR)
      return errno;
    done += got < 0 ? 0 : (size_t)got;
  }
  return 0;
}

void ckernels_chacha20(uint32_t words[256], uint32_t counter, const CKernelsCipher *cipher, CKernelsLevel level) {
  DISPATCH(level, chacha_words, words, counter, cipher);
}

void ckernels_release_gaussian(float *values, size_t count, double scale, double spacing, const CKernelsCipher *cipher,
                               CKernelsLevel level) {
  DISPATCH(level, release_gaussian, values, count, scale, spacing, cipher);
}
