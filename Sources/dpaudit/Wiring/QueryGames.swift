internal import Attacks
internal import Mechanisms
internal import NumericalCore
internal import PrivacyModel

extension AssembledGame {
  init(gaussian sum: NoisySumSpecification, _ specification: AuditSpecification) {
    let value = specification.canary.value
    self.init(
      GaussianSum(records: sum.records, candidates: [value], bound: sum.bound, noiseMultiplier: sum.noiseMultiplier),
      OutputAttack(candidates: [value]), specification)
  }

  init(laplace sum: NoisySumSpecification, _ specification: AuditSpecification) {
    let value = specification.canary.value
    self.init(
      LaplaceSum(records: sum.records, candidates: [value], bound: sum.bound, noiseMultiplier: sum.noiseMultiplier),
      OutputAttack(candidates: [value]), specification)
  }

  init(_ sum: GaussianVectorSumSpecification, _ specification: AuditSpecification) {
    guard case .vector(let direction) = specification.canary else {
      preconditionFailure("the canary of gaussian-vector-sum is a vector")
    }
    self.init(
      GaussianVectorSum(
        direction: sum.draws == .all ? direction.unitVector(dimensions: sum.dimensions, seed: specification.seed) : nil,
        steps: sum.steps, clipNorm: sum.clipNorm, noiseMultiplier: sum.noiseMultiplier),
      OutputAttack(candidates: [1]), specification)
  }
}

extension CanarySpecification {
  /// Of the canary of a noisy sum.
  fileprivate var value: Double {
    guard case .value(let value) = self else { preconditionFailure("the canary of a noisy sum is a value") }
    return value
  }
}

extension VectorDirection {
  /// Depends on the audit's seed alone.
  fileprivate func unitVector(dimensions: Int, seed: UInt64) -> [Float] {
    var vector = [Float](repeating: 0, count: dimensions)
    switch self {
    case .coordinate: vector[0] = 1
    case .random:
      vector.withUnsafeMutableBufferPointer {
        RandomStream(seed: seed, trial: 0, purpose: .canary).addGaussian(standardDeviation: 1, to: $0)
      }
      let norm = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      vector = vector.map { Float(Double($0) / norm) }
    }
    return vector
  }
}
