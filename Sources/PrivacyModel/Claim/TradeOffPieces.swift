internal import Foundation

/// A stretch of false positive rates on which a trade-off curve is a straight line.
package struct TradeOffPiece: Hashable, Sendable {
  /// The logarithm of the false positive rate at which it begins; −∞ for the first.
  package let logStart: Double
  /// The logarithm of the slope: ε on the steep side, −ε on the flat one, −∞ at the top.
  package let logSlope: Double
  /// The true positive rate at which the line meets a false positive rate of 0.
  package let intercept: Double

  /// The height of the line.
  ///
  /// - Parameter logRate: The logarithm of a false positive rate.
  package func truePositiveRate(logRate: Double) -> Double { intercept + exp(logSlope + logRate) }
}

extension TradeOffCurve {
  /// The limit on the true positive rate as a concave chain of straight lines, from the false positive rate 0 on.
  ///
  /// Each point (ε, δ) gives the lines e^ε x + δ and 1 − e^−ε (1 − δ − x), and 1 lies above all. Lines that are nowhere
  /// the least on [0, 1] are left out; the last piece is the constant 1 wherever it is reached before the rate 1.
  package var pieces: [TradeOffPiece] {
    var lines = [TradeOffPiece(logStart: -.infinity, logSlope: -.infinity, intercept: 1)]
    for point in points where point.upperDelta < 1 {
      let (epsilon, delta) = (point.epsilon, point.upperDelta)
      lines.append(TradeOffPiece(logStart: -.infinity, logSlope: epsilon, intercept: delta))
      lines.append(
        TradeOffPiece(logStart: -.infinity, logSlope: -epsilon, intercept: delta * exp(-epsilon) - expm1(-epsilon)))
    }
    return lowerEnvelope(lines)
  }

  /// The least ε at which all that keep to this curve are (ε, `delta`)-DP; nil where there is none.
  ///
  /// With T the limit on the true positive rate, (ε, δ)-DP says that T(x) ≤ e^ε x + δ at every false positive rate x, so
  /// ```
  /// ε = max over x of log((T(x) − δ) / x)
  /// ```
  /// which on a straight line is monotone in x: the maximum is at an end of a piece, or at 0 where it has none if
  /// T(0) > δ. T is its own mirror image, so that the other half of the definition asks no more.
  ///
  /// - Parameter delta: In [0, 1).
  package func impliedEpsilon(delta: Double) -> Double? {
    let pieces = pieces
    guard let first = pieces.first, first.intercept <= delta else { return nil }
    return zip(pieces, pieces.dropFirst()).reduce(0) { best, neighbours in
      let (piece, next) = neighbours
      // log(slope − (δ − intercept) / x), in which nothing overflows.
      let share = (piece.intercept - delta) * exp(-piece.logSlope - next.logStart)
      return share > -1 ? max(best, piece.logSlope + log1p(share)) : best
    }
  }

  /// The least δ at which an ε follows: the true positive rate that is allowed at no false positives.
  package var leastDelta: Double { points.reduce(1) { min($0, $1.upperDelta) } }
}

/// The least of `lines` at every x > 0, in the order of x from 0 to 1.
package func lowerEnvelope(_ lines: [TradeOffPiece]) -> [TradeOffPiece] {
  var pieces: [TradeOffPiece] = []
  let steepestFirst = lines.sorted { ($0.logSlope, $1.intercept) > ($1.logSlope, $0.intercept) }
  for line in steepestFirst {
    var logStart = -Double.infinity
    while let last = pieces.last {
      guard line.logSlope < last.logSlope else {
        logStart = .infinity
        break
      }
      guard line.intercept > last.intercept else {
        pieces.removeLast()
        continue
      }
      logStart = log(line.intercept - last.intercept) - last.logSlope - log(-expm1(line.logSlope - last.logSlope))
      guard logStart <= last.logStart else { break }
      pieces.removeLast()
      logStart = -.infinity
    }
    if pieces.isEmpty { logStart = -.infinity }
    guard logStart < 0 else { continue }
    pieces.append(TradeOffPiece(logStart: logStart, logSlope: line.logSlope, intercept: line.intercept))
  }
  return pieces
}
