internal import Foundation
internal import NumericalCore
internal import PrivacyModel

extension Step {
  /// The divergence of one step, and the δ of it that is set aside.
  ///
  /// A step under zero-out has the pairs of add-or-remove: a blank contributes nothing.
  ///
  /// - Throws: `AccountingError` where there is no known bound.
  func renyi(under adjacency: Adjacency) throws -> (divergence: any RenyiDivergence, setAside: Double) {
    if case .approximateDP(let epsilon, let delta) = noise {
      let (epsilon, delta) = try amplified(epsilon: epsilon, delta: delta, under: adjacency)
      return (AtomRenyi.pureDP(epsilon: epsilon), delta)
    }
    switch sampling {
    case .none: return (try unsampled(under: adjacency), 0)
    case .poisson(let probability): return (try poissonSampled(probability, under: adjacency), 0)
    case .withoutReplacement(let batchSize, let populationSize):
      guard adjacency == .replaceOne else {
        throw AccountingError.unsupportedAdjacency(adjacency, of: .sampledWithoutReplacement, choose: [.replaceOne])
      }
      guard case .gaussian(let noiseMultiplier) = noise else { throw AccountingError.noAccountant(noise.kind) }
      let share = Double(batchSize) / Double(populationSize)
      return (FixedSizeGaussianRenyi(noiseMultiplier: noiseMultiplier, share: share), 0)
    }
  }

  private func unsampled(under adjacency: Adjacency) throws -> any RenyiDivergence {
    let moved = adjacency.contributionsMoved
    switch noise {
    case .gaussian(let noiseMultiplier):
      return SampledGaussianRenyi(
        noiseMultiplier: max(noiseMultiplier / Double(moved), .leastNonzeroMagnitude), samplingProbability: 1)
    case .laplace(let noiseMultiplier):
      return LaplaceRenyi(largestLoss: Double(moved) / noiseMultiplier, samplingProbability: 1)
    case .discreteGaussian(let standardDeviation, let sensitivity):
      let relative = Double(moved * sensitivity) / standardDeviation
      return LinearRenyi(slope: relative * relative / 2)
    case .discreteLaplace(let scale, let sensitivity):
      return AtomRenyi.discreteLaplace(scale: scale, shift: moved * sensitivity, samplingProbability: 1)
    case .randomisedResponse(let randomAnswerProbability, let categories):
      guard adjacency != .addOrRemove else {
        throw AccountingError.unsupportedAdjacency(
          adjacency, of: .randomisedResponse, choose: [.replaceOne, .zeroOut])
      }
      return AtomRenyi.randomisedResponse(
        randomAnswerProbability: randomAnswerProbability, categories: categories, blank: adjacency == .zeroOut)
    case .zeroConcentratedDP(let rho): return LinearRenyi(slope: rho)
    case .approximateDP(let epsilon, _): return AtomRenyi.pureDP(epsilon: epsilon)
    }
  }

  private func poissonSampled(_ probability: Double, under adjacency: Adjacency) throws -> any RenyiDivergence {
    switch noise {
    case .gaussian(let noiseMultiplier):
      return adjacency == .replaceOne
        ? ReplacedGaussianRenyi(noiseMultiplier: noiseMultiplier, samplingProbability: probability)
        : SampledGaussianRenyi(noiseMultiplier: noiseMultiplier, samplingProbability: probability)
    case .laplace(let noiseMultiplier):
      try refuseReplacement(adjacency)
      return LaplaceRenyi(largestLoss: 1 / noiseMultiplier, samplingProbability: probability)
    case .discreteGaussian(let standardDeviation, let sensitivity):
      try refuseReplacement(adjacency)
      return SampledDiscreteGaussianRenyi(
        standardDeviation: standardDeviation, shift: sensitivity, samplingProbability: probability)
    case .discreteLaplace(let scale, let sensitivity):
      try refuseReplacement(adjacency)
      return AtomRenyi.discreteLaplace(scale: scale, shift: sensitivity, samplingProbability: probability)
    case .randomisedResponse, .zeroConcentratedDP, .approximateDP:
      throw AccountingError.noAccountant(noise.kind)
    }
  }

  /// Theorems 8 (Poisson, with the record or without) and 9 (without replacement, one for another) of
  /// arXiv:1807.01647v2: ε becomes log(1 + q (e^ε − 1)) and δ becomes qδ.
  private func amplified(
    epsilon: Double, delta: Double, under adjacency: Adjacency
  ) throws -> (epsilon: Double, delta: Double) {
    let share: Double
    switch sampling {
    case .none: return (epsilon, delta)
    case .poisson(let probability):
      try refuseReplacement(adjacency)
      share = probability
    case .withoutReplacement(let batchSize, let populationSize):
      guard adjacency == .replaceOne else {
        throw AccountingError.unsupportedAdjacency(adjacency, of: .sampledWithoutReplacement, choose: [.replaceOne])
      }
      share = Double(batchSize) / Double(populationSize)
    }
    return (logMixtureRatio(epsilon, weight: share), share * delta)
  }

  private func refuseReplacement(_ adjacency: Adjacency) throws {
    guard adjacency != .replaceOne else {
      throw AccountingError.unsupportedAdjacency(adjacency, of: .poissonSampled, choose: [.addOrRemove, .zeroOut])
    }
  }
}
