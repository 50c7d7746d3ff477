internal import Foundation
package import PrivacyModel

/// What asks `dpaudit account` about `mechanism`, as a line for a shell.
package func commandLine(_ mechanism: StudyMechanism, _ adjacency: Adjacency) -> String {
  let question = "--delta \(mechanism.delta)" + (adjacency == .addOrRemove ? "" : " --adjacency \(adjacency.rawValue)")
  guard mechanism.parts.count == 1, let part = mechanism.parts.first, let noise = part.noise.flags else {
    return "echo '\(json(mechanism.event))' | ./dpaudit account /dev/stdin \(question)"
  }
  let sampling =
    switch part.sampling {
    case .none: ""
    case .poisson(let probability): " --sampling-probability \(probability)"
    case .withoutReplacement(let batchSize, let populationSize):
      " --batch-size \(batchSize) --population-size \(populationSize)"
    }
  return "./dpaudit account \(noise)\(sampling)\(part.count == 1 ? "" : " --steps \(part.count)") \(question)"
}

private func json(_ event: MechanismEvent) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  return (try? encoder.encode(event)).map { String(decoding: $0, as: UTF8.self) } ?? "\(event)"
}

extension MechanismEvent {
  /// As options of `dpaudit account`; nil where there are none.
  fileprivate var flags: String? {
    switch self {
    case .gaussian(let scale): "--noise-multiplier \(scale)"
    case .laplace(let scale): "--noise laplace --noise-multiplier \(scale)"
    case .discreteGaussian(let deviation, let sensitivity):
      "--noise discrete-gaussian --standard-deviation \(deviation) --sensitivity \(sensitivity)"
    case .discreteLaplace(let scale, let sensitivity):
      "--noise discrete-laplace --scale \(scale) --sensitivity \(sensitivity)"
    case .randomisedResponse(let probability, let categories):
      "--noise randomised-response --random-answer-probability \(probability) --categories \(categories)"
    default: nil
    }
  }
}
