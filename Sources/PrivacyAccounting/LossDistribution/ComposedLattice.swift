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
  private let roundingNorm: Double
  private let wrappedMass: Double
  /// P[L = ∞] of the composition.
  let infiniteMass: Double
  /// How far losses may be misplaced.
  let lossShift: Double
  /// Weights times their number, the first of the window at `firstPosition`, around the end.
  private let transform: RealFourierTransform
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

  private func weight(_ index: Int) -> Double {
    let position = firstPosition + index
    return transform.values[position < transform.count ? position : position - transform.count]
      / Double(transform.count)
  }

  /// A bound on the error of Σ_{L > ε} w_T(L) g(L − ε), g(x) = e^{−θx} (1 − e^{−x}).
  ///
  /// By Cauchy and Schwarz, since Σ g² over the lattice is at most ∫ g² ÷ spacing + max g² for a function with one mode,
  /// ∫ g² = 2/(2θ (2θ + 1) (2θ + 2)) and g < 1/(1 + θ).
  private var noise: Double {
    let twice = 2 * tilt
    let squares = 2 / (twice * (twice + 1) * (twice + 2)) / spacing + 1 / ((1 + tilt) * (1 + tilt))
    return roundingNorm * squares.squareRoot() + wrappedMass
  }

  /// By how much logarithms of δ may err: sums over the window by a rounding a point, the scale by one of its terms.
  private var scanRounding: Double {
    1e-15 * (Double(transform.count) + abs(logMoment) + tilt * max(abs(start), abs(start + window)))
  }

  private var window: Double { Double(transform.count) * spacing }

  /// log of the factor that turns weights at ε into δ.
  private func logScale(_ epsilon: Double) -> Double { logMoment - tilt * epsilon }

  /// Bounds on δ(ε) of the composed lattice laws: what rounding and misplaced losses allow.
  func delta(epsilon: Double) -> ProvenInterval {
    func finite(_ epsilon: Double, sign: Double) -> Double {
      var sum = 0.0
      for index in (0..<transform.count).reversed() {
        let loss = start + Double(index) * spacing
        guard loss > epsilon else { break }
        sum += weight(index) * exp(tilt * (epsilon - loss)) * -expm1(epsilon - loss)
      }
      let raised = sum + sign * noise
      return raised > 0 ? exp(logScale(epsilon) + log(raised) + sign * scanRounding) : 0
    }
    let upper = finite(epsilon - lossShift, sign: 1)
    return ProvenInterval(
      lower: min(1, max(0, infiniteMass * (1 - 1e-14)) + finite(epsilon + lossShift, sign: -1)),
      upper: min(1, infiniteMass * (1 + 1e-14) + max(upper, .leastNonzeroMagnitude)))
  }

  /// Where a rounding error that has a bound is put.
  enum Rounding {
    case up, down
  }

  /// The least ε ≥ 0 with δ(ε) ≤ `delta`, where δ(ε) and losses err as far as they may in one direction.
  ///
  /// - Returns: 0 when δ(0) ≤ `delta`, and ∞ when the infinite mass alone is more or rounding hides what there is.
  func epsilon(delta: Double, rounding: Rounding) -> Double {
    let sign: Double = rounding == .up ? 1 : -1
    let finite = delta - infiniteMass * (1 + sign * 1e-14)
    guard finite > 0 else { return .infinity }
    let error = sign * noise
    let logFinite = log(finite) - sign * scanRounding
    let last = start + Double(transform.count - 1) * spacing
    // Beyond the window nothing is known of δ but this.
    guard rounding == .down || noise <= exp(logFinite - logScale(last)) else { return .infinity }

    var scan = HockeyStickScan(tilt: tilt, spacing: spacing)
    // About δ ÷ scale at the point, which falls by `decay` a point; an exponential a point would cost more than all else.
    var roughTarget = 0.0
    for index in (0..<transform.count).reversed() {
      let loss = start + Double(index) * spacing
      let next = scan.after(weight(index))
      let below = loss - spacing
      roughTarget *= scan.decay
      let isFarBelow = (1e-290...1e290).contains(roughTarget) && next.stick + error < roughTarget / 2
      if !isFarBelow { roughTarget = exp(logFinite - logScale(below)) }
      if !isFarBelow, next.stick + error > roughTarget {
        // δ(ε) = e^{logScale(loss)} (stick + mass (1 − e^{ε − loss})) between the two, with mass that of all L ≥ loss; the
        // error is taken where it is largest.
        let mass = scan.mass + weight(index)
        let rest = exp(logFinite - logScale(loss)) - scan.stick - error * exp(tilt * spacing)
        let descent = rest <= 0 ? 0 : rest < mass ? -log1p(-rest / mass) : spacing
        return max(0, loss - min(descent, spacing) + sign * lossShift)
      }
      if below < -lossShift { return 0 }
      scan = next
    }
    // Nothing of the window reaches δ: ε is below it.
    return rounding == .up ? max(0, start + lossShift) : 0
  }

  /// ε at `delta` by interpolation of log δ between lattice points, where the weights of an interpolated law mean most.
  ///
  /// - Returns: nil where the window does not reach that far.
  func interpolatedEpsilon(delta: Double) -> Double? {
    let finite = delta - infiniteMass
    guard finite > 0 else { return nil }
    var scan = HockeyStickScan(tilt: tilt, spacing: spacing)
    // Losses and log δ there less its target, from the top down; three points on either side of the root.
    var points: [(loss: Double, excess: Double)] = []
    for index in (0..<transform.count).reversed() {
      let loss = start + Double(index) * spacing
      if scan.stick > 0 {
        points.append((loss, log(scan.stick) + logScale(loss) - log(finite)))
        if points.count > 6 { points.removeFirst() }
        if points.count == 6, points[3].excess >= 0 { break }
      } else {
        points.removeAll()
      }
      scan = scan.after(weight(index))
    }
    guard points.count == 6, points[2].excess < 0, points[3].excess >= 0 else { return nil }
    func excess(_ epsilon: Double) -> Double {
      points.indices.reduce(0) { total, i in
        total
          + points.indices.reduce(points[i].excess) { product, j in
            j == i ? product : product * (epsilon - points[j].loss) / (points[i].loss - points[j].loss)
          }
      }
    }
    return bisect(from: points[3].loss, to: points[2].loss, relativeTolerance: 1e-15) { excess($0) < 0 }.upper
  }
}

/// Sums over the losses above a point of a lattice, point by point from the top down, without cancellation.
private struct HockeyStickScan {
  /// Σ w e^{−θx} (1 − e^{−x}) over x = L − ε > 0.
  var stick = 0.0
  /// Σ w e^{−(1 + θ)x}.
  var mass = 0.0
  /// e^{−θ spacing}, e^{−(1 + θ) spacing} and 1 − e^{−spacing}.
  let decay, steeperDecay, share: Double

  init(tilt: Double, spacing: Double) {
    (decay, steeperDecay, share) = (exp(-tilt * spacing), exp(-(1 + tilt) * spacing), -expm1(-spacing))
  }

  /// The sums one point further down, where the `weight` at this point counts too.
  func after(_ weight: Double) -> HockeyStickScan {
    var next = self
    next.stick = decay * (stick + (mass + weight) * share)
    next.mass = steeperDecay * (mass + weight)
    return next
  }
}

extension LatticeLaw {
  /// The tilted masses, and log Σ p e^{θL}.
  fileprivate func tilted(_ tilt: Double) -> (weights: [Double], log: Double) {
    let peak = max(tilt * loss(indices.first ?? 0), tilt * loss(indices.last ?? 0))
    let weights = zip(indices, masses).map { $1 * exp(tilt * loss($0) - peak) }
    let sum = weights.reduce(0, +)
    return (weights.map { $0 / sum }, peak + Foundation.log(sum))
  }

  /// log Σ p e^{θL}.
  fileprivate func logMoment(_ tilt: Double) -> Double {
    let peak = max(tilt * loss(indices.first ?? 0), tilt * loss(indices.last ?? 0))
    return peak + Foundation.log(zip(indices, masses).reduce(0) { $0 + $1.1 * exp(tilt * loss($1.0) - peak) })
  }
}

extension RealFourierTransform {
  /// The ℓ2 norm of the spectrum of all `count` numbers.
  fileprivate var spectrumNorm: Double {
    let spectrum = spectrum
    return (2 * spectrum.reduce(0) { $0 + $1 * $1 }).squareRoot()
  }

  /// Makes the spectrum that of the tilted `law`, wrapped around.
  ///
  /// A weight at index 0, where lattices have most of a law, has a spectrum that needs no transform and no rounding.
  ///
  /// - Returns: log Σ p e^{θL}, and the ℓ2 norm of the weights that were transformed.
  fileprivate mutating func setSpectrum(of law: LatticeLaw, tilt: Double) -> (log: Double, norm: Double) {
    let (weights, log) = law.tilted(tilt)
    let values = values
    var (constant, squares) = (0.0, 0.0)
    for (index, weight) in zip(law.indices, weights) {
      if index == 0 {
        constant = weight
        continue
      }
      let position = index % count
      values[position < 0 ? position + count : position] += weight
      squares += weight * weight
    }
    forward()
    let spectrum = spectrum
    for k in 0...count / 2 { spectrum[2 * k] += constant }
    return (log, squares.squareRoot())
  }

  /// Raises every number of the spectrum, none larger than 1, to `power`.
  fileprivate mutating func raise(to power: Int) {
    let spectrum = spectrum
    // Smaller ones end below any rounding.
    let smallest = exp(-160 / Double(power))
    for k in 0...count / 2 {
      var (x, y) = (spectrum[2 * k], spectrum[2 * k + 1])
      var (a, b) = (1.0, 0.0)
      if x * x + y * y < smallest { (a, b) = (0, 0) }
      var left = x * x + y * y < smallest ? 0 : power
      while left > 0 {
        if left & 1 == 1 { (a, b) = (a * x - b * y, a * y + b * x) }
        (x, y) = (x * x - y * y, 2 * x * y)
        left >>= 1
      }
      (spectrum[2 * k], spectrum[2 * k + 1]) = (a, b)
    }
  }

  fileprivate mutating func multiply(by other: borrowing RealFourierTransform) {
    let (mine, theirs) = (spectrum, other.spectrum)
    for k in 0...count / 2 {
      let (a, b, c, d) = (mine[2 * k], mine[2 * k + 1], theirs[2 * k], theirs[2 * k + 1])
      (mine[2 * k], mine[2 * k + 1]) = (a * c - b * d, a * d + b * c)
    }
  }
}
