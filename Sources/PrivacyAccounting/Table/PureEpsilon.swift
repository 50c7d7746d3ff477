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
    try terms.reduce(0) { try $0 + Double($1.count) * $1.step.largestLoss(direction, adjacency: adjacency) }
  }
  let epsilon = totals.max() ?? 0
  // Sums and logarithms err by far less than this share.
  return AccountantStatement(
    epsilon: epsilon * (1 + 1e-13), lower: epsilon * (1 - 1e-13), estimate: epsilon, delta: 0, adjacency: adjacency,
    event: event, method: .closedForm, renyiOrder: nil)
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
      guard losses.isAttainedTogether else { throw AccountingError.noAccountant(.poissonSampled) }
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
