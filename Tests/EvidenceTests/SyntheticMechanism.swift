import Evidence
import Foundation
import NumericalCore

/// Mechanisms whose optimal attack and ε are known, as scores of independent trials.
enum SyntheticMechanism: CaseIterable, Sendable {
  case noise
  case randomisedResponse
  case laplace
  case gaussian

  /// ε at δ = 1e-5.
  var epsilon: Double {
    switch self {
    case .noise: 0
    case .randomisedResponse, .laplace: 1
    case .gaussian: 4.3771
    }
  }

  func arms(trialsPerArm: Int, repetition: Int) -> ScoreArms {
    var stream = RandomStream(seed: 4711, trial: repetition, purpose: .data)
    return ScoreArms(
      included: (0..<trialsPerArm).map { _ in score(isIncluded: true, &stream) },
      excluded: (0..<trialsPerArm).map { _ in score(isIncluded: false, &stream) })
  }

  private func score(isIncluded: Bool, _ stream: inout RandomStream) -> Double {
    let shift = isIncluded ? 1.0 : 0
    switch self {
    case .noise: return stream.nextNormal()
    case .randomisedResponse: return (stream.nextUniform() < M_E / (1 + M_E)) == isIncluded ? 1 : 0
    case .laplace:
      let uniform = stream.nextUniform()
      return shift + (uniform < 0.5 ? log(2 * uniform) : -log(2 * (1 - uniform)))
    case .gaussian: return shift + stream.nextNormal()
    }
  }
}

/// The most failures in `repetitions` that a bound of this significance has, with a false alarm of probability 1e-6.
func mostFailures(of repetitions: Int, significance: Double) -> Int {
  let failures = Binomial(trials: repetitions, probability: significance)
  return (0...repetitions).first { 1 - failures.lowerTail($0) < 1e-6 } ?? repetitions
}
