import Foundation
import PrivacyModel
import Testing

/// The curve of these points (ε, δ).
func curve(_ points: (Double, Double)...) -> TradeOffCurve {
  TradeOffCurve(points: points.map { PrivacyCurvePoint(epsilon: $0, lowerDelta: nil, upperDelta: $1) })
}

@Suite("The straight lines of a trade-off curve") struct TradeOffPiecesTests {
  static let curves = [
    curve((1, 0)), curve((0, 0.3)), curve((2, 1e-5)), curve((0, 0.4), (1, 0.2), (3, 1e-3), (9, 1e-12)),
    // The second and the third say nothing beside the others; the last nothing at all.
    curve((1, 0.1), (1, 0.2), (2, 0.1), (5, 0), (0, 1)), curve((30, 1e-9), (600, 1e-300)),
  ]

  @Test("are the least of all lines, in order", arguments: curves)
  func envelope(curve: TradeOffCurve) throws {
    let pieces = curve.pieces
    // The last is the constant 1, or reaches it at the rate 1.
    let end = try #require(pieces.last)
    #expect(pieces.first?.logStart == -.infinity && abs(end.truePositiveRate(logRate: 0) - 1) < 1e-15)
    for (piece, next) in zip(pieces, pieces.dropFirst()) {
      #expect(piece.logStart < next.logStart && piece.logSlope > next.logSlope && piece.intercept < next.intercept)
    }
    for logRate in stride(from: -700, through: 0, by: 0.37) {
      let piece = try #require(pieces.last { $0.logStart <= logRate })
      let limit = curve.largestTruePositiveRate(atFalsePositiveRate: exp(logRate))
      #expect(abs(piece.truePositiveRate(logRate: logRate) - limit) < 1e-13 * max(limit, 1e-2))
    }
  }

  @Test("of a curve that says nothing are the constant 1")
  func nothing() {
    #expect(curve((3, 1)).pieces.map(\.intercept) == [1])
    #expect(TradeOffCurve(points: []).pieces.count == 1)
    #expect(curve((3, 1)).impliedEpsilon(delta: 0.5) == nil)
  }

  @Test("imply of one point the same ε at its δ, less at a larger one, and none at a smaller one")
  func onePoint() throws {
    let one = curve((2, 1e-3))
    #expect(try #require(one.impliedEpsilon(delta: 1e-3)) == 2)
    #expect(one.impliedEpsilon(delta: 0.9e-3) == nil)
    // At the kink x = (1 − δ)/(1 + e^ε) the curve is at 1 − x.
    let x = (1 - 1e-3) / (1 + exp(2))
    #expect(abs(try #require(one.impliedEpsilon(delta: 0.1)) - log((1 - x - 0.1) / x)) < 1e-13)
    #expect(one.impliedEpsilon(delta: 0.99) == 0)
    #expect(curve((2000, 1e-3)).impliedEpsilon(delta: 1e-3) == 2000)
  }

  @Test("imply the largest ε over test rates", arguments: curves, [1e-4, 0.01, 0.2, 0.5])
  func largestOverRates(curve: TradeOffCurve, delta: Double) throws {
    guard let implied = curve.impliedEpsilon(delta: delta) else { return #expect(curve.leastDelta > delta) }
    // A scan never exceeds a maximum, and comes close to it.
    let scanned = stride(from: -45.0, to: 0, by: 2e-3).map { logRate in
      let excess = curve.largestTruePositiveRate(atFalsePositiveRate: exp(logRate)) - delta
      return excess > 0 ? log(excess) - logRate : 0
    }.max()
    #expect(try #require(scanned) <= implied + 1e-9 && max(0, try #require(scanned)) > implied - 0.01)
  }
}
