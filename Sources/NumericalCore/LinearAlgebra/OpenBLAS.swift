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

  /// The version of the library, such as `0.3.21`.
  package static var version: String {
    // "OpenBLAS", the version, and how it was built.
    let configuration = String(cString: openblas_get_config())
    let words = configuration.split(separator: " ")
    return words.count > 1 && words[0] == "OpenBLAS" ? String(words[1]) : configuration
  }
}
