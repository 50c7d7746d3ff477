internal import CNumerics

/// The linear algebra library that is linked.
package enum OpenBLAS {
  /// Makes every later call run on the thread that makes it. Parallelism here is whole trials, and two layers of
  /// threads cost eight times the processor time.
  package static func useOneThread() {
    openblas_set_num_threads(1)
  }

  /// The kernel family in use, such as `SkylakeX`; the bits of a product depend on it.
  package static var kernelFamily: String {
    String(cString: openblas_get_corename())
  }

  /// The library's own words on its version and build.
  package static var configuration: String {
    String(cString: openblas_get_config())
  }
}
