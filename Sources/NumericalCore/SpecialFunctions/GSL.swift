internal import CNumerics

/// A numerical routine that could not give a trustworthy number.
package enum NumericalError: Error, CustomStringConvertible {
  case notFinite(function: String, arguments: [Double], got: Double)

  package var description: String {
    switch self {
    case .notFinite(let function, let arguments, let got):
      "\(function)(\(arguments.map { "\($0)" }.joined(separator: ", "))) must be finite, got \(got)"
    }
  }
}

/// The GNU Scientific Library behind checks: its aborting error handler off, NaN thrown.
package enum GSL {
  // A global is initialised once, on first use, whichever thread comes first.
  private static let withoutAbortingHandler: Void = { _ = gsl_set_error_handler_off() }()

  /// The value of `body`, or an error naming `function` when it is not finite or an argument
  /// is NaN.
  static func finite(_ function: String, _ arguments: Double..., value body: () -> Double) throws -> Double {
    withoutAbortingHandler
    // Some of its functions turn NaN into 0.
    let value = arguments.contains { $0.isNaN } ? .nan : body()
    guard value.isFinite else { throw NumericalError.notFinite(function: function, arguments: arguments, got: value) }
    return value
  }

  /// The version of the library, such as `2.7.1`.
  package static var version: String { String(cString: cnumerics_gsl_version()) }

  /// Γ(`x`) ÷ (√(2π) x^(x − ½) e^(−x)), the gamma function over Stirling's formula; x > 0, where it always has a value.
  static func gammaOverStirling(_ x: Double) -> Double {
    withoutAbortingHandler
    return gsl_sf_gammastar(x)
  }

  /// ln(1 + `x`) − `x` without cancellation; x > −1, where it always has a value.
  static func logOnePlusMinus(_ x: Double) -> Double {
    withoutAbortingHandler
    return gsl_sf_log_1plusx_mx(x)
  }

  /// P[N(0, 1) ≤ `x`].
  package static func normalLowerTail(_ x: Double) throws -> Double {
    try finite("gsl_cdf_ugaussian_P", x) { gsl_cdf_ugaussian_P(x) }
  }

  /// P[N(0, 1) > `x`].
  package static func normalUpperTail(_ x: Double) throws -> Double {
    try finite("gsl_cdf_ugaussian_Q", x) { gsl_cdf_ugaussian_Q(x) }
  }

  /// The x with P[N(0, 1) ≤ x] = `probability`, in (0, 1).
  package static func normalQuantile(_ probability: Double) throws -> Double {
    try finite("gsl_cdf_ugaussian_Pinv", probability) { gsl_cdf_ugaussian_Pinv(probability) }
  }

  /// The same for inner loops: unchecked, and infinite at the ends of [0, 1].
  package static func normalQuantileOrInfinity(_ probability: Double) -> Double {
    gsl_cdf_ugaussian_Pinv(probability)
  }

  /// The x that Student's law with so many degrees of freedom exceeds with probability `upperTail`, in (0, 1).
  package static func studentQuantile(upperTail: Double, degrees: Double) throws -> Double {
    try finite("gsl_cdf_tdist_Qinv", upperTail, degrees) { gsl_cdf_tdist_Qinv(upperTail, degrees) }
  }

  /// The x that a chi-square law with so many degrees of freedom exceeds with probability `upperTail`, in (0, 1).
  package static func chiSquareQuantile(upperTail: Double, degrees: Double) throws -> Double {
    try finite("gsl_cdf_chisq_Qinv", upperTail, degrees) { gsl_cdf_chisq_Qinv(upperTail, degrees) }
  }

  /// ln Γ(`x`), x > 0.
  package static func logGamma(_ x: Double) throws -> Double {
    try finite("gsl_sf_lngamma_e", x) { valueOrNaN { gsl_sf_lngamma_e(x, $0) } }
  }

  /// The value of a special function; NaN where it reports an error, whatever number it leaves behind then.
  private static func valueOrNaN(_ function: (UnsafeMutablePointer<gsl_sf_result>) -> CInt) -> Double {
    var result = gsl_sf_result()
    return function(&result) == CInt(GSL_SUCCESS) ? result.val : .nan
  }
}
