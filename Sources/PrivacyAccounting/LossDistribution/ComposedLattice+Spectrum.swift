internal import Foundation
internal import NumericalCore

extension LatticeLaw {
  /// The tilted masses, and log Σ p e^{θL}.
  func tilted(_ tilt: Double) -> (weights: [Double], log: Double) {
    let peak = max(tilt * loss(indices.first ?? 0), tilt * loss(indices.last ?? 0))
    let weights = zip(indices, masses).map { $1 * exp(tilt * loss($0) - peak) }
    let sum = weights.reduce(0, +)
    return (weights.map { $0 / sum }, peak + Foundation.log(sum))
  }

  /// log Σ p e^{θL}.
  func logMoment(_ tilt: Double) -> Double {
    let peak = max(tilt * loss(indices.first ?? 0), tilt * loss(indices.last ?? 0))
    return peak + Foundation.log(zip(indices, masses).reduce(0) { $0 + $1.1 * exp(tilt * loss($1.0) - peak) })
  }
}

extension RealFourierTransform {
  /// The ℓ2 norm of the spectrum of all `count` numbers.
  var spectrumNorm: Double {
    let spectrum = spectrum
    // Several sums, so that additions need not wait for each other.
    var sums = SIMD4<Double>()
    let whole = spectrum.count / 4 * 4
    for start in stride(from: 0, to: whole, by: 4) {
      let four = SIMD4(spectrum[start], spectrum[start + 1], spectrum[start + 2], spectrum[start + 3])
      sums += four * four
    }
    return (2 * spectrum[whole...].reduce(sums.sum()) { $0 + $1 * $1 }).squareRoot()
  }

  /// Makes the spectrum that of the tilted `law`, wrapped around.
  ///
  /// A weight at index 0, where lattices have most of a law, has a spectrum that needs no transform and no rounding.
  ///
  /// - Returns: log Σ p e^{θL}, and the ℓ2 norm of the weights that were transformed.
  mutating func setSpectrum(of law: LatticeLaw, tilt: Double) -> (log: Double, norm: Double) {
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
  mutating func raise(to power: Int) {
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

  mutating func multiply(by other: borrowing RealFourierTransform) {
    let (mine, theirs) = (spectrum, other.spectrum)
    for k in 0...count / 2 {
      let (a, b, c, d) = (mine[2 * k], mine[2 * k + 1], theirs[2 * k], theirs[2 * k + 1])
      (mine[2 * k], mine[2 * k + 1]) = (a * c - b * d, a * d + b * c)
    }
  }
}
