internal import Foundation
internal import PrivacyModel

/// The privacy loss of a composition in one direction: independent losses add, so moment generating functions multiply.
struct ComposedLoss {
  private(set) var tables: ContiguousArray<LossTable> = []
  /// μ² of the unsampled Gaussian noise, whose log M(z) is μ² (z² + z) / 2; 0 where there is none.
  private(set) var gaussianVariance = 0.0

  /// - Throws: `AccountingError.noAccountant` for other noise or sampling.
  init(_ composition: Composition, direction: Direction) throws {
    for term in composition.terms {
      guard case .gaussian(let noiseMultiplier) = term.step.noise else {
        throw AccountingError.noAccountant(term.step.noise.kind)
      }
      switch term.step.sampling {
      case .none:
        let mu = Double(direction.contributionsMoved) / noiseMultiplier
        gaussianVariance += mu * mu * Double(term.count)
      case .poisson(let probability):
        tables.append(
          LossTable(
            noiseMultiplier: noiseMultiplier, samplingProbability: probability, direction: direction,
            count: Double(term.count), refinement: 0))
      case .withoutReplacement: throw AccountingError.noAccountant(.sampledWithoutReplacement)
      }
    }
  }

  /// The same loss with empty tables, their nodes 2 to the power `refinement` times as dense as usual.
  func refined(_ refinement: Int) -> ComposedLoss {
    var refined = self
    refined.tables = ContiguousArray(tables.map { $0.refined(refinement) })
    return refined
  }

  /// log M(c), its derivatives, by the tables at hand; nil where they would be too long or the numbers too large.
  mutating func cumulants(_ tilt: Double) -> Cumulants? {
    var sum = Cumulants(
      logMoment: gaussianVariance * tilt * (1 + tilt) / 2, mean: gaussianVariance * (tilt + 0.5),
      variance: gaussianVariance)
    for index in tables.indices {
      guard tables[index].cover(tilt) else { return nil }
      let once = tables[index].cumulants(tilt)
      sum.logMoment += tables[index].count * once.logMoment
      sum.mean += tables[index].count * once.mean
      sum.variance += tables[index].count * once.variance
    }
    guard sum.logMoment.isFinite, sum.mean.isFinite, sum.variance.isFinite, sum.logMoment < 1e250 else { return nil }
    return sum
  }

  /// No loss is larger: −Σ T log(1 − q) when a record is added to sampled batches, else infinite.
  var largest: Double {
    guard gaussianVariance == 0 else { return .infinity }
    return tables.reduce(0) { sum, table in
      table.direction == .add ? sum - table.count * log1p(-table.samplingProbability) : .infinity
    }
  }

  /// Whether δ(0), the total variation, is at most `delta` by two bounds: the sum of those of the steps, and Pinsker's
  /// inequality.
  mutating func isPrivateAtZero(delta: Double) -> Bool {
    var sum = gaussianVariance > 0 ? erf((gaussianVariance / 8).squareRoot()) : 0
    for table in tables {
      let shift = Double(table.direction.contributionsMoved) / table.noiseMultiplier
      sum += table.count * table.samplingProbability * erf(shift / 8.0.squareRoot())
    }
    if sum * (1 + 1e-12) <= delta { return true }
    let absolute = tables.reduce(0) { $0 + $1.count * min(1, $1.samplingProbability / $1.noiseMultiplier) }
    guard let divergence = cumulants(0)?.mean else { return false }
    return ((max(0, divergence) + absolute * 1e-14) / 2).squareRoot() * (1 + 1e-12) <= delta
  }
}
