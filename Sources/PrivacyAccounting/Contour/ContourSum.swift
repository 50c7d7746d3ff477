internal import Foundation
internal import NumericalCore

/// The contour integral as a function of ε, at one tilt and period.
struct ContourSum {
  private let saddle: Saddle
  private let aliasing: Aliasing
  private let frequencies: Frequencies
  private let spacing: Double
  /// log M(c), to the last digits.
  private let logMoment: Double
  /// The error of `logMoment`.
  private let momentError: Double

  static func make(
    _ loss: inout ComposedLoss, _ saddle: Saddle, epsilon: Double, logDelta: Double
  ) -> Result<ContourSum, Unresolved> {
    guard let aliasing = Aliasing(saddle, of: &loss, epsilon: epsilon, logDelta: logDelta) else {
      return .failure(.noSaddle)
    }
    let spacing = 2 * .pi / aliasing.period
    let frequencies: Frequencies
    switch Frequencies.make(loss, saddle: saddle, spacing: spacing) {
    case .success(let made): frequencies = made
    case .failure(let reason): return .failure(reason)
    }
    var (logMoment, error) = (loss.gaussianVariance * saddle.tilt * (1 + saddle.tilt) / 2, 0.0)
    for table in loss.tables {
      let (value, doubt) = table.logMoment(saddle.tilt)
      logMoment += table.count * value
      error += table.count * doubt
    }
    return .success(
      ContourSum(
        saddle: saddle, aliasing: aliasing, frequencies: frequencies, spacing: spacing, logMoment: logMoment,
        momentError: error))
  }

  /// log δ(`epsilon`), its derivative and its error; nil where the sum cancels away.
  func logDelta(_ epsilon: Double) -> (value: Double, derivative: Double, error: Double)? {
    let sum = frequencies.sum(at: epsilon - saddle.cumulants.mean, spacing: spacing)
    guard sum.value > 0 else { return nil }
    let c = saddle.tilt
    let value = logMoment - c * epsilon + log(spacing / .pi * sum.value)
    guard value.isFinite else { return nil }
    let rounding = 2e-16 * (4 + abs(logMoment) + c * epsilon)
    let summation = (4e-16 * frequencies.absoluteSum + frequencies.truncation + frequencies.quadrature) / sum.value
    let error = aliasing.error(epsilon: epsilon, logDelta: value) + summation + rounding + momentError
    return (value, sum.derivative / sum.value - c, error)
  }

  /// The ε at which log δ(ε) is `logDelta`, by Newton's method, bracketed.
  ///
  /// - Parameter largest: No ε is larger.
  func epsilon(logDelta: Double, start: Double, largest: Double) -> ContourAnswer {
    var epsilon = start
    var (lower, upper) = (-1.0, largest)
    for _ in 0..<80 {
      guard let (value, derivative, error) = self.logDelta(epsilon) else { return .failure(.inaccurate) }
      if value > logDelta {
        lower = epsilon
      } else if epsilon == 0 {
        return error <= max(1e-8, (logDelta - value) / 2)
          ? .success(NumericalEstimate(value: 0, error: 0)) : .failure(.inaccurate)
      } else {
        upper = epsilon
      }
      let step = (logDelta - value) / derivative
      if derivative < 0, abs(step) <= max(1e-14 * epsilon, -0.1 * error / derivative, 1e-300) {
        return .success(NumericalEstimate(value: max(0, epsilon + step), error: -error / derivative + 1e-15 * epsilon))
      }
      var next = max(0, epsilon + step)
      if derivative >= 0 || next <= lower || next >= upper {
        next = upper == .infinity ? 2 * epsilon + 1 : (max(0, lower) + upper) / 2
      }
      epsilon = next
    }
    return .failure(.inaccurate)
  }
}

extension LossTable {
  /// log M(c) = log(1 + Σ density (e^cL − 1)), which loses no digits where M is close to 1, and its error.
  func logMoment(_ tilt: Double) -> (value: Double, error: Double) {
    let once = cumulants(tilt)
    guard abs(once.logMoment) < 0.1 else {
      let sums = tiltedSums(tilt, weights: nil)
      let coarse = abs(sums.alternating / sums.total)
      return (once.logMoment, 4e-16 * (1 + abs(once.logMoment)) + coarse * coarse)
    }
    var (sum, alternating, absolute) = (0.0, 0.0, 0.0)
    var sign = 1.0
    for index in losses.indices {
      let exponent = tilt * losses[index]
      let term =
        abs(exponent) > 0.5 ? exp(logs[index] + exponent) - exp(logs[index]) : exp(logs[index]) * expm1(exponent)
      sum += term
      absolute += abs(term)
      alternating += sign * term
      sign = -sign
    }
    guard absolute > 0 else { return (0, 0) }
    return (log1p(sum), 2e-16 * absolute + alternating * alternating / absolute)
  }
}
