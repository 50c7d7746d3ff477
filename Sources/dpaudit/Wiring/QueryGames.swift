internal import Attacks
internal import Mechanisms
internal import NumericalCore
package import PrivacyModel

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

extension AssembledGame {
  /// - Parameter expected: The query, of the same algorithm, that the adversary takes it for. Where the two release things of
  ///   another kind he knows the query itself, as he does by default.
  package init(
    _ query: QuerySpecification, expecting expected: QuerySpecification? = nil, _ specification: AuditSpecification
  ) {
    guard case .effects(let effects) = specification.canary else {
      preconditionFailure("the canary of a query is its effects")
    }
    let wiring = QueryGame(
      query: query, expected: expected ?? query,
      answers: NeighbouringAnswers(excluded: query.answers, effects: effects), specification: specification)
    switch query.algorithm {
    case .laplace: self = wiring.laplace
    case .gaussian(let delta): self = wiring.gaussian(delta: delta)
    case .noisyMax(let noise): self = wiring.noisyMax(noise)
    case .sparseVector(let threshold, let mostAbove):
      self = wiring.sparseVector(threshold: threshold, mostAbove: mostAbove)
    }
  }
}

/// What the games about a query have in common.
private struct QueryGame {
  let query: QuerySpecification
  /// What the adversary takes it for.
  let expected: QuerySpecification
  let answers: NeighbouringAnswers
  let specification: AuditSpecification

  private func game<Algorithm: QueryAlgorithm, Law: ReleaseLaw>(
    _ algorithm: Algorithm, _ law: Law, claiming event: MechanismEvent
  ) -> AssembledGame where Algorithm.Release == Law.Release {
    AssembledGame(
      QueryMechanism(algorithm, on: answers, event: event), LikelihoodRatioAttack(law, on: answers), specification)
  }

  private var pureClaim: MechanismEvent { .approximateDP(epsilon: query.epsilon, delta: 0) }

  var laplace: AssembledGame {
    let (epsilon, sensitivity, count) = (query.epsilon, query.sensitivity, query.answers.count)
    let correct = LaplaceQuery(epsilon: epsilon, sensitivity: sensitivity, answers: count)
    let (law, event) = (LaplaceLaw(correct.grid), correct.grid.event)
    let largest = LargestLaplaceLaw(correct.grid, runs: QueryFault.runs)
    switch query.fault {
    case .spentTwice: return game(SpentTwice(correct), RepeatedLaw(law), claiming: event)
    case .largestOfRuns:
      return game(LargestOfRuns(correct, runs: QueryFault.runs), largest, claiming: event)
    case .l2Sensitivity:
      let faulty = LaplaceQuery(epsilon: epsilon, l2Sensitivity: sensitivity, answers: count)
      return game(faulty, LaplaceLaw(faulty.grid), claiming: event)
    case .floatingPointNoise:
      let faulty = InverseLaplaceQuery(scale: sensitivity / epsilon)
      return game(faulty, InverseLaplaceLaw(faulty.noise), claiming: event)
    default:
      return expected.fault == .largestOfRuns
        ? game(correct, largest, claiming: event) : game(correct, law, claiming: event)
    }
  }

  func gaussian(delta: Double) -> AssembledGame {
    func algorithm(_ query: QuerySpecification) -> GaussianQuery {
      query.fault == .classicalCalibration
        ? GaussianQuery(classicalEpsilon: query.epsilon, delta: delta, sensitivity: query.sensitivity)
        : GaussianQuery(epsilon: query.epsilon, delta: delta, sensitivity: query.sensitivity)
    }
    let correct = GaussianQuery(epsilon: query.epsilon, delta: delta, sensitivity: query.sensitivity)
    return game(
      algorithm(query), GaussianLaw(standardDeviation: algorithm(expected).standardDeviation),
      claiming: .gaussian(noiseMultiplier: correct.standardDeviation / query.sensitivity))
  }

  func noisyMax(_ noise: MaxNoise) -> AssembledGame {
    func algorithm(_ query: QuerySpecification) -> NoisyMax {
      query.fault == .noiseForCounts
        ? NoisyMax(noise: noise, epsilonForCounts: query.epsilon, sensitivity: query.sensitivity)
        : NoisyMax(noise: noise, epsilon: query.epsilon, sensitivity: query.sensitivity)
    }
    let played = algorithm(query)
    return query.fault == .valueReleased
      ? game(NoisyMaxWithValue(played), NoisyMaxWithValueLaw(noise: noise, scale: played.scale), claiming: pureClaim)
      : game(played, NoisyMaxLaw(noise: noise, scale: algorithm(expected).scale), claiming: pureClaim)
  }

  func sparseVector(threshold: Double, mostAbove: Int) -> AssembledGame {
    func rule(_ query: QuerySpecification) -> SparseVectorRule {
      let (epsilon, sensitivity) = (query.epsilon, query.sensitivity)
      return switch query.fault {
      case .valuesReleased:
        .releasingValues(epsilon: epsilon, sensitivity: sensitivity, threshold: threshold, mostAbove: mostAbove)
      case .paidForOneAnswer:
        .payingForOneAnswer(epsilon: epsilon, sensitivity: sensitivity, threshold: threshold, mostAbove: mostAbove)
      case .noQueryNoise: .withoutQueryNoise(epsilon: epsilon, sensitivity: sensitivity, threshold: threshold)
      case .neverPaid: .neverPaying(epsilon: epsilon, sensitivity: sensitivity, threshold: threshold)
      case .noThresholdNoise:
        .withoutThresholdNoise(epsilon: epsilon, sensitivity: sensitivity, threshold: threshold, mostAbove: mostAbove)
      default:
        SparseVectorRule(epsilon: epsilon, sensitivity: sensitivity, threshold: threshold, mostAbove: mostAbove)
      }
    }
    return game(SparseVector(rule(query)), SparseVectorLaw(rule(expected)), claiming: pureClaim)
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
