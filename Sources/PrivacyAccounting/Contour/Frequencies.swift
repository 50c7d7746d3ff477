internal import Foundation
internal import NumericalCore

/// The integrand of the contour integral at frequencies k dy, relative to M(c), with the losses centred at their means:
/// ```
/// F_k = Πᵢ (E[e^(i k dy (Lᵢ − mᵢ))])^Tᵢ ÷ (z (1 + z))     under the tilted laws, z = c + i k dy
/// ```
/// The characteristic function is summed as 1 − 2 Σ w sin²(θ/2) + 2i Σ w sin(θ/2) cos(θ/2), which loses no digits however
/// close to 1 it is and however large T.
struct Frequencies {
  private(set) var real: ContiguousArray<Double> = []
  private(set) var imaginary: ContiguousArray<Double> = []
  /// Σ |F_k|, and the share of it that was left out.
  private(set) var absoluteSum = 0.0
  private(set) var truncation = 0.0
  /// What the trapezoid rule of the tables may err by, times |F_k|, summed.
  private(set) var quadrature = 0.0

  /// |F_k| ÷ F_0 below which the rest is left out, after four in a row.
  private static let negligible = 1e-15
  static let largestCount = 4096
  /// The share of Σ |F_k| in doubt at which finer nodes are called for.
  private static let largestDoubt = 1e-7

  /// Fails when the integrand does not decay within `largestCount` frequencies, or the nodes are too coarse for it.
  static func make(_ loss: ComposedLoss, saddle: Saddle, spacing: Double) -> Result<Frequencies, Unresolved> {
    var frequencies = Frequencies()
    if let reason = frequencies.fill(loss, saddle: saddle, spacing: spacing) { return .failure(reason) }
    return .success(frequencies)
  }

  private mutating func fill(_ loss: ComposedLoss, saddle: Saddle, spacing: Double) -> Unresolved? {
    var angles = loss.tables.map { Angles($0, tilt: saddle.tilt, spacing: spacing) }
    let c = saddle.tilt
    real.reserveCapacity(64)
    imaginary.reserveCapacity(64)
    let start = 1 / (c * (1 + c))
    real.append(start)
    imaginary.append(0)
    absoluteSum = start / 2
    var small = 0
    for index in 1...Self.largestCount {
      let y = Double(index) * spacing
      var (logSize, phase, doubt) = (-loss.gaussianVariance * y * y / 2, 0.0, 0.0)
      for factor in angles.indices {
        let (logValue, argument, error) = angles[factor].next()
        logSize += logValue
        phase += argument
        doubt += error
      }
      // 1/(z (1 + z)).
      let (a, b) = (c + c * c - y * y, y * (1 + 2 * c))
      let scale = exp(logSize) / (a * a + b * b)
      let (cosine, sine) = (cos(phase) * scale, sin(phase) * scale)
      real.append(cosine * a + sine * b)
      imaginary.append(sine * a - cosine * b)
      let size = exp(logSize) / (a * a + b * b).squareRoot()
      absoluteSum += size
      quadrature += size * expm1(min(doubt, 700))
      if quadrature > Self.largestDoubt * absoluteSum { return .inaccurate }
      small = size < Self.negligible * start ? small + 1 : 0
      if small == 4 {
        truncation = size * Double(index)
        return nil
      }
    }
    return .slowDecay
  }

  /// F_0/2 + Re Σ F_k e^(−i k dy x), and its derivative by x.
  func sum(at x: Double, spacing: Double) -> (value: Double, derivative: Double) {
    var (value, derivative) = (real[0] / 2, 0.0)
    let (stepCosine, stepSine) = (cos(spacing * x), sin(spacing * x))
    var (cosine, sine) = (stepCosine, stepSine)
    for index in 1..<real.count {
      let (a, b) = (real[index], imaginary[index])
      value += a * cosine + b * sine
      derivative += Double(index) * (b * cosine - a * sine)
      (cosine, sine) = (cosine * stepCosine - sine * stepSine, sine * stepCosine + cosine * stepSine)
    }
    return (value, derivative * spacing)
  }

  /// The half angles of one table's nodes, turning from one frequency to the next.
  private struct Angles {
    private let count: Double
    /// Five rows: weights of the tilted law, cosines and sines, and those of one turn.
    private var rows: ContiguousArray<Double>
    private let size: Int
    /// The weight of the nodes at which the loss turns too far from one to the next, by the frequency where that begins.
    private var unresolved: ContiguousArray<Double>
    private var index = 0
    private var unresolvedWeight = 0.0

    /// The angle from node to node up to which the rule on every other node would still disagree with the whole if
    /// neither resolved the loss; at 2π they agree again, both wrong.
    private static let largestTurn = 2.5

    init(_ table: LossTable, tilt: Double, spacing: Double) {
      count = table.count
      size = table.losses.count
      rows = ContiguousArray(repeating: 0, count: 5 * size)
      let size = size
      var unresolved = ContiguousArray(repeating: 0.0, count: Frequencies.largestCount + 2)
      rows.withUnsafeMutableBufferPointer { rows in
        let sums = table.tiltedSums(tilt, weights: UnsafeMutableBufferPointer(rebasing: rows[..<size]))
        let mean = sums.first / sums.total
        for index in 0..<size {
          let half = 0.5 * spacing * (table.losses[index] - mean)
          rows[index] /= sums.total
          rows[size + index] = 1
          // A node without weight needs no angle.
          guard rows[index] > 1e-19 else { continue }
          rows[3 * size + index] = cos(half)
          rows[4 * size + index] = sin(half)
          let other = index + 1 < size ? index + 1 : index - 1
          let turn = spacing * abs(table.losses[other] - table.losses[index])
          let last = Self.largestTurn / turn
          if last < Double(Frequencies.largestCount) { unresolved[Int(last) + 1] += rows[index] }
        }
      }
      self.unresolved = unresolved
    }

    /// T log |E|, T arg E and T log (1 + error of E ÷ |E|), at the next frequency.
    mutating func next() -> (logSize: Double, phase: Double, error: Double) {
      index += 1
      unresolvedWeight += unresolved[index]
      let size = size
      let sums = rows.withUnsafeMutableBufferPointer { rows in
        func row(_ index: Int) -> UnsafeMutableBufferPointer<Double> {
          UnsafeMutableBufferPointer(rebasing: rows[index * size..<(index + 1) * size])
        }
        return RotatedSums(
          turning: row(1), row(2), stepCosines: UnsafeBufferPointer(row(3)), stepSines: UnsafeBufferPointer(row(4)),
          weights: UnsafeBufferPointer(row(0)))
      }
      let (less, sine) = (
        -2 * (sums.evenSquares + sums.oddSquares), 2 * (sums.evenProducts + sums.oddProducts)
      )
      // The rule on every other node errs by this much. Where it resolves the loss at all, the rule on all of them errs
      // by the square of it, relative to the whole.
      let coarse = 2 * (abs(sums.evenSquares - sums.oddSquares) + abs(sums.evenProducts - sums.oddProducts))
      let whole = max(abs(less) + abs(sine), 1e-300)
      let error = 2 * unresolvedWeight + (coarse > 0.01 * whole ? coarse : coarse * coarse / whole)
      let logSize = 0.5 * log1p(max(-1, 2 * less + less * less + sine * sine))
      return (count * logSize, count * atan2(sine, 1 + less), count * log1p(error * exp(-max(-600, logSize))))
    }
  }
}
