internal import Foundation
internal import NumericalCore
internal import PrivacyModel

extension StudyMechanism {
  /// Number `index` of the DP-SGD mechanisms: σ in [0.2, 100], q in [1e-6, 1], T in [1, 10⁶], δ in [1e-12, 0.1],
  /// log-uniform; q and T are 1 with probability 0.1 each.
  ///
  /// - Returns: It, and a more private one: with one of the four changed by a factor in (1, 4).
  static func drawnDPSGD(_ index: Int, seed: UInt64) -> (StudyMechanism, morePrivate: StudyMechanism) {
    var stream = RandomStream(seed: seed, trial: index, purpose: .data, step: 0)
    var part = Part(noise: gaussian(&stream), sampling: .none, count: 1)
    if let q = stream.nextSamplingProbability() { part.sampling = .poisson(q) }
    part.count = stream.nextSteps()
    let mechanism = StudyMechanism(family: .dpSGD, parts: [part], delta: stream.nextLogUniform(1e-12, 0.1))
    return (mechanism, mechanism.morePrivate(&stream))
  }

  /// Number `index` of the other mechanisms, family after family, and a more private one.
  static func drawnOther(_ index: Int, seed: UInt64) -> (StudyMechanism, morePrivate: StudyMechanism) {
    var stream = RandomStream(seed: seed, trial: index, purpose: .data, step: 1)
    let families = Family.allCases.filter { $0 != .dpSGD }
    let family = families[index % families.count]
    var parts: [Part]
    if family == .composition {
      let kinds = Family.allCases.filter { $0 != .composition }
      let count = stream.nextWhole(2, 3)
      // Batches of a fixed size and Poisson samples hide different neighbours, so only one kind of sampling a mechanism.
      let isFixedSize = stream.nextUniform() < 0.2
      parts = (0..<count).map { _ in
        part(isFixedSize ? .fixedSize : kinds[stream.nextWhole(0, kinds.count - 1)], &stream)
      }
    } else {
      parts = [part(family, &stream)]
    }
    let mechanism = StudyMechanism(family: family, parts: parts, delta: stream.nextLogUniform(1e-12, 0.1))
    return (mechanism, mechanism.morePrivate(&stream))
  }

  private static func gaussian(_ stream: inout RandomStream) -> MechanismEvent {
    .gaussian(noiseMultiplier: stream.nextLogUniform(0.2, 100))
  }

  private static func part(_ family: Family, _ stream: inout RandomStream) -> Part {
    let noise: MechanismEvent =
      switch family {
      case .dpSGD, .fixedSize, .composition: gaussian(&stream)
      case .laplace: .laplace(noiseMultiplier: stream.nextLogUniform(0.2, 100))
      case .discreteGaussian:
        .discreteGaussian(standardDeviation: stream.nextLogUniform(0.2, 100), sensitivity: stream.nextWhole(1, 10))
      case .discreteLaplace:
        .discreteLaplace(scale: stream.nextLogUniform(0.2, 100), sensitivity: stream.nextWhole(1, 10))
      case .randomisedResponse:
        .randomisedResponse(
          randomAnswerProbability: stream.nextLogUniform(1e-3, 1),
          categories: Int(stream.nextLogUniform(2, 100).rounded()))
      case .approximateDP:
        .approximateDP(
          epsilon: stream.nextLogUniform(1e-4, 5),
          delta: stream.nextUniform() < 0.5 ? 0 : stream.nextLogUniform(1e-16, 1e-4))
      }
    var part = Part(noise: noise, sampling: .none, count: 1)
    if family == .fixedSize {
      let populationSize = Int(stream.nextLogUniform(2, 1e6).rounded())
      let batchSize = Int(stream.nextLogUniform(1, Double(populationSize)).rounded())
      part.sampling = .withoutReplacement(batchSize: batchSize, populationSize: populationSize)
    } else if family != .approximateDP, stream.nextUniform() < 0.5, let q = stream.nextSamplingProbability() {
      part.sampling = .poisson(q)
    }
    part.count = stream.nextSteps()
    return part
  }

  /// This mechanism with one argument changed by a factor in (1, 4) so that no ε is larger.
  private func morePrivate(_ stream: inout RandomStream) -> StudyMechanism {
    let position = stream.nextWhole(0, parts.count - 1)
    let part = parts[position]
    let factor = stream.nextLogUniform(1, 4)
    var changes: [(inout StudyMechanism) -> Void] = [{ $0.delta = min(0.5, $0.delta * factor) }]
    if part.count > 1 {
      changes.append { $0.parts[position].count = max(1, Int(Double(part.count) / factor)) }
    }
    if let quieter = part.noise.moreNoise(factor) { changes.append { $0.parts[position].noise = quieter } }
    switch part.sampling {
    case .poisson(let q): changes.append { $0.parts[position].sampling = .poisson(q / factor) }
    case .none where family == .dpSGD: changes.append { $0.parts[position].sampling = .poisson(1 / factor) }
    case .none, .withoutReplacement: break
    }
    var changed = self
    changes[stream.nextWhole(0, changes.count - 1)](&changed)
    return changed
  }
}

extension MechanismEvent {
  /// This noise and more of the same kind, where that is a function of this one's output; nil where it is not.
  fileprivate func moreNoise(_ factor: Double) -> MechanismEvent? {
    switch self {
    case .gaussian(let scale): .gaussian(noiseMultiplier: scale * factor)
    case .laplace(let scale): .laplace(noiseMultiplier: scale * factor)
    case .discreteLaplace(let scale, let sensitivity):
      .discreteLaplace(scale: scale * factor, sensitivity: sensitivity)
    case .randomisedResponse(let probability, let categories):
      .randomisedResponse(randomAnswerProbability: min(1, probability * factor), categories: categories)
    case .approximateDP(let epsilon, let delta): .approximateDP(epsilon: epsilon / factor, delta: delta)
    // The sum of two discrete Gaussians is none, so that of a larger σ need not be more private.
    default: nil
    }
  }
}

extension RandomStream {
  fileprivate mutating func nextLogUniform(_ least: Double, _ most: Double) -> Double {
    min(most, max(least, least * exp(nextUniform() * log(most / least))))
  }

  fileprivate mutating func nextWhole(_ least: Int, _ most: Int) -> Int {
    min(most, least + Int(nextUniform() * Double(most - least + 1)))
  }

  /// nil for 1, which is no sampling.
  fileprivate mutating func nextSamplingProbability() -> Double? {
    let isOne = nextUniform() < 0.1
    let probability = nextLogUniform(1e-6, 1)
    return isOne || probability == 1 ? nil : probability
  }

  fileprivate mutating func nextSteps() -> Int {
    let isOne = nextUniform() < 0.1
    let steps = Int(nextLogUniform(1, 1e6).rounded())
    return isOne ? 1 : steps
  }
}
