internal import CNumerics

/// The C library, whose exponentials and logarithms are in every score.
package enum CLibrary {
  /// The version of the GNU C library, such as `2.36`.
  package static var version: String { String(cString: gnu_get_libc_version()) }
}
