internal import Foundation
internal import PrivacyModel

/// What a claim allows to tests of membership.
protocol TradeOffLimit: Sendable {
  /// The least rate of one error beside a rate of the other; falls from at most 1 to 0, convex, and its own inverse.
  func leastError(opposite rate: Double) -> Double
  /// Rates at which its slope jumps.
  var kinks: [Double] { get }
}

/// What (ε, δ)-DP allows.
struct PrivacyRegion: TradeOffLimit {
  let epsilon: Double
  let delta: Double

  /// max(0, 1 − δ − e^ε x, e^−ε (1 − δ − x)).
  ///
  /// - Reference: Dong, Roth and Su, "Gaussian Differential Privacy", arXiv:1905.02383v3.
  func leastError(opposite rate: Double) -> Double {
    max(0, 1 - delta - exp(epsilon) * rate, exp(-epsilon) * (1 - delta - rate))
  }

  var kinks: [Double] { [(1 - delta) / (1 + exp(epsilon)), 1 - delta] }
}

/// What a whole curve allows.
struct CurveRegion: TradeOffLimit {
  private let pieces: [TradeOffPiece]
  let kinks: [Double]

  init(_ curve: TradeOffCurve) {
    pieces = curve.pieces
    kinks = pieces.dropFirst().map { exp($0.logStart) }
  }

  func leastError(opposite rate: Double) -> Double {
    let logRate = log(rate)
    // The last piece that begins at or before the rate; the first begins at 0.
    var (first, end) = (0, pieces.count)
    while end - first > 1 {
      let middle = (first + end) / 2
      if pieces[middle].logStart <= logRate { first = middle } else { end = middle }
    }
    return max(0, 1 - pieces[first].truePositiveRate(logRate: logRate))
  }
}
