internal import Foundation
package import PrivacyModel

/// ε at δ = 0, exactly: the largest privacy loss that an outcome can have, infinite where there is no largest.
///
/// Losses of composed steps add, and outcomes with the largest loss of every step occur, so the sum is attained. For a
/// mechanism of which no more than a guarantee is known, the value is that of the worst mechanism with the guarantee.
///
/// - Throws: `InvalidValue` or `AccountingError`.
package func accountAtDeltaZero(_ event: MechanismEvent, adjacency: Adjacency) throws -> AccountantStatement {
  let terms = try Composition(event).terms
  let totals = try adjacency.directions.map { direction in
    let losses = try terms.map { try $0.largestLoss(direction, adjacency: adjacency) }
    // One loss is as tight as doubles allow, so that an ε stated of Laplace noise is not missed by a rounding.
    guard losses.count > 1 else { return losses.first ?? Interval(exactly: 0) }
    return Interval(around: losses.reduce(0) { $0 + ($1.lower + $1.upper) / 2 })
  }
  let (lower, upper) = (totals.map(\.lower).max() ?? 0, totals.map(\.upper).max() ?? 0)
  return AccountantStatement(
    epsilon: upper, lower: lower, estimate: upper.isFinite ? (lower + upper) / 2 : upper, delta: 0,
    adjacency: adjacency, event: event, method: .closedForm, renyiOrder: nil
  ).ofWhatIsKnown
}

/// Where a loss lies, rounding considered.
private struct Interval {
  let lower: Double
  let upper: Double

  private init(from lower: Double, to upper: Double) { (self.lower, self.upper) = (lower, upper) }

  init(exactly value: Double) { self.init(from: value, to: value) }

  /// A value that logarithms and sums computed; they err by far less than this share.
  init(around value: Double) { self.init(from: value * (1 - 1e-13), to: value * (1 + 1e-13)) }

  /// a · b ÷ c, with a whole and below 2⁵³: the doubles on either side of it where it is none.
  init(_ a: Double, times b: Double, over c: Double) {
    let product = a * b
    let quotient = product / c
    guard product.isFinite, quotient.isFinite, (-product).addingProduct(a, b) == 0 else {
      self.init(around: quotient)
      return
    }
    let remainder = product.addingProduct(-quotient, c)
    self.init(from: remainder < 0 ? quotient.nextDown : quotient, to: remainder > 0 ? quotient.nextUp : quotient)
  }
}

extension Composition.Term {
  fileprivate func largestLoss(_ direction: Direction, adjacency: Adjacency) throws -> Interval {
    if case .randomisedResponse = step.noise, adjacency == .addOrRemove {
      throw AccountingError.unsupportedAdjacency(adjacency, of: .randomisedResponse, choose: [.replaceOne, .zeroOut])
    }
    let (times, moved) = (Double(count), Double(direction.contributionsMoved))
    guard step.sampling == .none else {
      return Interval(around: times * (try step.largestLoss(direction, adjacency: adjacency)))
    }
    switch step.noise {
    case .laplace(let noiseMultiplier): return Interval(times, times: moved, over: noiseMultiplier)
    case .discreteLaplace(let scale, let sensitivity):
      return Interval(times, times: moved * Double(sensitivity), over: scale)
    case .approximateDP(let epsilon, 0): return Interval(times, times: epsilon, over: 1)
    default: return Interval(around: times * (try step.largestLoss(direction, adjacency: adjacency)))
    }
  }
}

extension Step {
  /// The supremum of log dP/dQ, for the worst pair of neighbours.
  fileprivate func largestLoss(_ direction: Direction, adjacency: Adjacency) throws -> Double {
    let losses = noise.largestLosses
    switch (sampling, direction) {
    case (.none, .remove): return losses.remove
    case (.none, .add): return losses.add
    case (.none, .replace): return losses.replace
    // With N the law without the record: (1 − q)N + qP against N, and N against it.
    case (.poisson(let q), .remove): return log1p(q * expm1(losses.remove))
    case (.poisson(let q), .add): return -log1p(q * expm1(-losses.add))
    case (.poisson(let q), .replace):
      // One outcome has both the largest P/N and the largest N/P′, unless nothing is known of N.
      guard losses.isAttainedTogether else { throw AccountingError.noAccountant(noise.kind) }
      return log1p(q * expm1(losses.remove)) - log1p(q * expm1(-losses.add))
    case (.withoutReplacement(let batchSize, let populationSize), .replace):
      // Theorem 9 of arXiv:1807.01647v2, attained where every other record equals the one put in.
      return log1p(Double(batchSize) / Double(populationSize) * expm1(losses.replace))
    case (.withoutReplacement, .remove), (.withoutReplacement, .add):
      throw AccountingError.unsupportedAdjacency(adjacency, of: .sampledWithoutReplacement, choose: [.replaceOne])
    }
  }
}

extension Noise {
  /// The largest log P/N, log N/P and log P/P′, where P has the record, P′ another in its place, and N none.
  fileprivate var largestLosses: (remove: Double, add: Double, replace: Double, isAttainedTogether: Bool) {
    func symmetric(_ loss: Double) -> (Double, Double, Double, Bool) { (loss, loss, 2 * loss, true) }
    switch self {
    case .gaussian, .discreteGaussian: return symmetric(.infinity)
    case .laplace(let noiseMultiplier): return symmetric(1 / noiseMultiplier)
    case .discreteLaplace(let scale, let sensitivity): return symmetric(Double(sensitivity) / scale)
    case .randomisedResponse(let p, let categories):
      // The true answer has probability 1 − p + p/k, every other p/k, and each 1/k without a record.
      let (remove, add) = (log(Double(categories) * (1 - p) + p), -log(p))
      return (remove, add, remove + add, true)
    case .approximateDP(let epsilon, let delta):
      let loss = delta == 0 ? epsilon : .infinity
      return (loss, loss, loss, false)
    case .zeroConcentratedDP(let rho):
      let loss = rho == 0 ? 0 : Double.infinity
      return (loss, loss, loss, false)
    }
  }
}
