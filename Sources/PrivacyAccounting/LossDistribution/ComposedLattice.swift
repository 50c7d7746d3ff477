internal import Foundation
internal import NumericalCore

/// The composition of lattice laws, tilted so that what matters at one point of the trade-off is computed to full
/// relative accuracy.
///
/// Under the tilt θ a step has the law w ∝ p e^{θL}, whose log normaliser is K. The T-fold law is the T-th power of a
/// discrete Fourier transform over a window of losses, and
/// ```
/// δ(ε) = δ_∞ + e^{ΣTK} Σ_{L > ε} w_T(L) e^{−θL} (1 − e^{ε − L})
/// ```
/// All that can go wrong in w_T has a bound: `roundingNorm` on the ℓ2 norm of what rounding does in the transform and its
/// power, and `wrappedMass` on what the window wraps around. Both are relative to Σ w_T = 1 and so, after the tilt,
/// nearly to δ.
struct ComposedLattice: ~Copyable {
  let spacing: Double
  /// The loss of the first point of the window.
  let start: Double
  /// θ.
  let tilt: Double
  /// Σ T K.
  let logMoment: Double
  let roundingNorm: Double
  let wrappedMass: Double
  /// P[L = ∞] of the composition.
  let infiniteMass: Double
  /// How far losses may be misplaced.
  let lossShift: Double
  /// Weights times their number, the first of the window at `firstPosition`, around the end.
  let transform: RealFourierTransform
  private let firstPosition: Int

  /// - Parameters:
  ///   - laws: On lattices of one spacing.
  ///   - window: Which the composed loss should rarely leave under the tilt; how rarely is bounded here.
  init(_ laws: [(law: LatticeLaw, count: Int)], tilt: Double, window: Window) {
    let spacing = laws[0].law.spacing
    self.tilt = tilt
    self.spacing = spacing
    let offset = laws.reduce(0) { $0 + Double($1.count) * $1.law.offset }
    let first = LatticeLaw.whole(((window.lower - offset) / spacing).rounded(.down)) - 1
    let needed = LatticeLaw.whole(((window.upper - window.lower) / spacing).rounded(.up)) + 3
    let length = RealFourierTransform.fastLength(atLeast: needed)
    start = offset + Double(first) * spacing
    infiniteMass = -expm1(laws.reduce(0) { $0 + Double($1.count) * log1p(-min(1, $1.law.infiniteMass)) })
    lossShift = laws.reduce(0) { $0 + Double($1.count) * $1.law.largestLoss } * LatticeLaw.lossRounding

    let transformError = RealFourierTransform.relativeError(count: length)
    var (logMoment, spectrumError) = (0.0, 0.0)
    var product = RealFourierTransform(count: length)
    for (position, (law, count)) in laws.enumerated() {
      if position == 0 {
        add(product.setSpectrum(of: law, tilt: tilt), count)
        product.raise(to: count)
      } else {
        var one = RealFourierTransform(count: length)
        add(one.setSpectrum(of: law, tilt: tilt), count)
        one.raise(to: count)
        product.multiply(by: one)
      }
    }
    let steps = laws.reduce(0) { $0 + Double($1.count) }
    spectrumError += (8 * 0x1p-53 * steps + transformError) * product.spectrumNorm
    product.inverse()

    // ‖F̂ − F‖₂ ≤ error ‖F‖₂ and |F| ≤ 1, so the T-th power errs by T times as much, and its arithmetic by a few
    // roundings a multiplication of the result. In weights, ‖·‖₁ ≤ √n ‖·‖₂, which is ‖·‖₂ of the spectrum.
    func add(_ moment: (log: Double, norm: Double), _ count: Int) {
      logMoment += Double(count) * moment.log
      spectrumError += Double(count) * (transformError * moment.norm + 2 * 0x1p-53) * Double(length).squareRoot()
    }

    // Chernoff's bound on the mass outside the window, under the tilt.
    let last = start + Double(length - 1) * spacing
    func logMean(_ shift: Double) -> Double {
      laws.reduce(-logMoment) { $0 + Double($1.count) * $1.law.logMoment(tilt + shift) }
    }
    let largest = laws.reduce(0) { $0 + Double($1.count) * $1.law.loss($1.law.indices.last ?? 0) }
    let smallest = laws.reduce(0) { $0 + Double($1.count) * $1.law.loss($1.law.indices.first ?? 0) }
    let above = largest <= last ? 0 : exp(logMean(window.upperStep) - window.upperStep * last)
    let below = smallest >= start ? 0 : exp(logMean(-window.lowerStep) + window.lowerStep * start)
    self.logMoment = logMoment
    wrappedMass = 2 * (min(1, above) + min(1, below))
    // e^x − 1 for the power's part, of which x is the first order; no bound where that is no approximation.
    roundingNorm = spectrumError < 0.1 ? spectrumError * (1 + spectrumError) / Double(length).squareRoot() : .infinity
    firstPosition = (first % length + length) % length
    transform = product
  }

  /// w_T at a point of the window.
  func weight(_ index: Int) -> Double {
    let position = firstPosition + index
    return transform.values[position < transform.count ? position : position - transform.count]
      / Double(transform.count)
  }

  /// A bound on the error of Σ_{L > ε} w_T(L) g(L − ε), g(x) = e^{−θx} (1 − e^{−x}).
  ///
  /// By Cauchy and Schwarz, since Σ g² over the lattice is at most ∫ g² ÷ spacing + max g² for a function with one mode,
  /// ∫ g² = 2/(2θ (2θ + 1) (2θ + 2)) and g < 1/(1 + θ).
  var noise: Double {
    let twice = 2 * tilt
    let squares = 2 / (twice * (twice + 1) * (twice + 2)) / spacing + 1 / ((1 + tilt) * (1 + tilt))
    return roundingNorm * squares.squareRoot() + wrappedMass
  }

  /// By how much logarithms of δ may err: sums over the window by a rounding a point, the scale by one of its terms.
  var scanRounding: Double {
    1e-15 * (Double(transform.count) + abs(logMoment) + tilt * max(abs(start), abs(start + window)))
  }

  private var window: Double { Double(transform.count) * spacing }

  /// log of the factor that turns weights at ε into δ.
  func logScale(_ epsilon: Double) -> Double { logMoment - tilt * epsilon }

  /// Bounds on δ(ε) of the composed lattice laws: what rounding and misplaced losses allow.
  func delta(epsilon: Double) -> ProvenInterval {
    func finite(_ epsilon: Double, sign: Double) -> Double {
      var scan = HockeyStickScan(tilt: tilt, spacing: spacing)
      var sum = 0.0
      for index in (0..<transform.count).reversed() {
        let loss = start + Double(index) * spacing
        guard loss > epsilon else { break }
        if loss - spacing <= epsilon || index == 0 {
          let share = (scan.mass + weight(index)) * -expm1(epsilon - loss)
          sum = (scan.stick + share) * exp(tilt * (epsilon - loss))
        }
        scan.pass(weight(index))
      }
      let raised = sum + sign * noise
      return raised > 0 ? exp(logScale(epsilon) + log(raised) + sign * scanRounding) : 0
    }
    let upper = finite(epsilon - lossShift, sign: 1)
    return ProvenInterval(
      lower: min(1, max(0, infiniteMass * (1 - 1e-14)) + finite(epsilon + lossShift, sign: -1)),
      upper: min(1, infiniteMass * (1 + 1e-14) + max(upper, .leastNonzeroMagnitude)))
  }
}
