internal import Foundation

/// log (c^c ÷ (1 + c)^(1 + c)), the largest (1 − e^−y)₊ e^−cy; 0 at c = 0.
func logHockeyStickFactor(_ c: Double) -> Double {
  c > 1 ? -log(c) - (1 + c) * log1p(1 / c) : c > 0 ? c * log(c) - (1 + c) * log1p(c) : 0
}

/// A tilt c > 0 near the best of the Chernoff bounds log δ(ε) ≤ log M(c) − cε + p(c), p the function above.
struct Saddle {
  let tilt: Double
  let cumulants: Cumulants

  /// What the search is for.
  enum Question {
    /// The smallest bound on ε at this log δ.
    case epsilon(logDelta: Double)
    /// The smallest bound on log δ at this ε.
    case logDelta(epsilon: Double)

    /// The residual over this is the slope of the logarithm of the integrand.
    func scale(_ c: Double) -> Double {
      if case .epsilon = self { c } else { 1 }
    }

    /// At a tilt: an increasing function of it whose root is sought, its derivative, and the negative of its limit at 0.
    func residual(_ c: Double, _ k: Cumulants) -> (value: Double, slope: Double) {
      let slope = k.variance + 1 / (c * (1 + c))
      let derivative = k.mean - log1p(1 / c)
      switch self {
      case .epsilon(let logDelta):
        return (c * derivative - k.logMoment + logDelta - logHockeyStickFactor(c), c * slope)
      case .logDelta(let epsilon): return (derivative - epsilon, slope)
      }
    }
  }

  /// Newton's method on log c, bracketed; the tilt need not be exact.
  ///
  /// The root's left side falls where the tables cannot reach, and the largest tilt within reach serves then.
  init?(_ question: Question, of loss: inout ComposedLoss, start: Double) {
    var (lower, upper) = (0.0, Double.infinity)
    var c = start
    var best: Saddle?
    for _ in 0..<60 {
      guard let cumulants = loss.cumulants(c) else {
        upper = c
        c = lower > 0 ? (lower * upper).squareRoot() : c / 8
        if lower > 0.7 * upper || c < 1e-150 { break }
        continue
      }
      let (value, slope) = question.residual(c, cumulants)
      best = Saddle(tilt: c, cumulants: cumulants)
      if value < 0 { lower = c } else { upper = c }
      var next: Double
      if case .epsilon(let logDelta) = question, value > logDelta {
        // Nearly a power of c.
        let above = value - logDelta
        next = c * exp(min(3, max(-3, log(-logDelta / above) * above / (c * slope))))
      } else if case .logDelta(let epsilon) = question, epsilon > 0, value > -0.5 * epsilon {
        // Nearly an exponential function of c.
        let derivative = value + epsilon
        next = c * exp(min(3, max(-3, log(epsilon / derivative) * derivative / (c * slope))))
      } else {
        next = c * exp(min(3, max(-3, -value / (c * slope))))
      }
      // The distance from the saddle point in standard deviations of the tilted law, squared.
      let distance = value * value / (question.scale(c) * slope)
      if distance < 0.05 || abs(next - c) < 1e-6 * c { break }
      if next <= lower || next >= upper {
        next = lower == 0 ? upper / 8 : upper == .infinity ? lower * 8 : (lower * upper).squareRoot()
      }
      if lower > (1 - 1e-6) * upper || next > 1e150 { break }
      c = next
    }
    guard let best else { return nil }
    self = best
  }

  private init(tilt: Double, cumulants: Cumulants) { (self.tilt, self.cumulants) = (tilt, cumulants) }
}
